package io.paceline.consul;

import com.google.gson.JsonElement;
import io.paceline.consul.testing.ConsulProcess;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real Consul server in development mode, with what this module's tests ask it. */
final class ConsulServer implements AutoCloseable {
  private final ConsulProcess process;
  private final ConsulAddress address;
  private final EcwidTransport transport;

  private ConsulServer(ConsulProcess process) {
    this.process = process;
    this.address = ConsulAddress.parse(process.http());
    this.transport = new EcwidTransport(ConsulConfig.of(process.http()));
  }

  /** Started, with a leader, and able to answer; with further options of its command line. */
  static ConsulServer start(String... options) throws IOException {
    return new ConsulServer(ConsulProcess.startDev(options));
  }

  ConsulAddress address() {
    return address;
  }

  /** Where its LAN pool is joined. */
  String lan() {
    return "127.0.0.1:" + process.gossipPort();
  }

  /** What its own command line tool prints. */
  String run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(RealProgram.CONSUL.path().toString()));
    command.addAll(List.of(words));
    ProcessBuilder tool = new ProcessBuilder(command).redirectErrorStream(true);
    tool.environment().put("CONSUL_HTTP_ADDR", address.toString());
    Process running = tool.start();
    return new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What it logged so far. */
  String log() {
    return process.log();
  }

  /** What it says itself, asked without the code under test deciding anything. */
  JsonElement get(String... path) throws ConsulException {
    return send(ConsulRequest.get(Duration.ofSeconds(10), path)).json();
  }

  ConsulResponse put(String body, String... path) throws ConsulException {
    return send(ConsulRequest.put(Duration.ofSeconds(10), body, path));
  }

  ConsulResponse send(ConsulRequest request) throws ConsulException {
    ConsulResponse response = transport.execute(address, request, new Cancellation());
    if (!response.isSuccess()) {
      throw new ConsulException(
          ConsulException.Kind.ofStatus(response.status()),
          response.status() + " " + response.reason());
    }
    return response;
  }

  /** The raft index: it grows with each entry. */
  long raftIndex() throws ConsulException {
    JsonElement self = get("agent", "self");
    return Long.parseLong(
        Json.text(Json.object(Json.object(Json.object(self), "Stats"), "raft"), "last_log_index"));
  }

  /** The status of a check; "none" if there is no such check. */
  String status(String node, String check) throws ConsulException {
    for (JsonElement element : Json.array(get("health", "node", node))) {
      if (Json.text(Json.object(element), "CheckID").equals(check)) {
        return Json.text(Json.object(element), "Status");
      }
    }
    return "none";
  }

  void pause() throws IOException {
    process.pause();
  }

  void resume() throws IOException {
    process.resume();
  }

  @Override
  public void close() {
    transport.close();
    process.close();
  }
}
