package io.paceline.consul;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Consul server on loopback, one per test class. A test that asks for it ends as skipped
 * where there is no Consul, see {@link RealProgram}. Development mode: everything in memory, and a
 * session may be as short as a second.
 */
final class ConsulServer implements AutoCloseable {
  private static final String SETTINGS =
      "connect{enabled=false} session_ttl_min=\"1s\" limits{http_max_conns_per_client=2000}"
          + " performance{raft_multiplier=1}";

  private final Process process;
  private final ConsulAddress address;
  private final int lanPort;
  private final Path log;
  private final EcwidTransport transport;

  private ConsulServer(Process process, ConsulAddress address, int lanPort, Path log) {
    this.process = process;
    this.address = address;
    this.lanPort = lanPort;
    this.log = log;
    this.transport = new EcwidTransport(ConsulConfig.of(address.toString()));
  }

  /** Started, with a leader, and able to answer; with further options of its command line. */
  static ConsulServer start(String... options) throws IOException {
    Path program = RealProgram.CONSUL.path();
    List<Integer> ports = freePorts(5);
    Path log = Files.createTempFile("consul-server", ".log");
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(
        0,
        List.of(
            program.toString(),
            "agent",
            "-dev",
            "-node=srv1",
            "-bind=127.0.0.1",
            "-client=127.0.0.1",
            "-http-port=" + ports.get(0),
            "-grpc-port=-1",
            "-grpc-tls-port=-1",
            "-dns-port=" + ports.get(1),
            "-serf-lan-port=" + ports.get(2),
            "-serf-wan-port=" + ports.get(3),
            "-server-port=" + ports.get(4),
            "-hcl=" + SETTINGS));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ConsulServer server =
        new ConsulServer(
            process, new ConsulAddress(false, "127.0.0.1", ports.get(0)), ports.get(2), log);
    try {
      server.awaitReady();
    } catch (RuntimeException e) {
      String said = Files.readString(log);
      server.close();
      throw new IOException("Consul did not come up; it said:\n" + said, e);
    }
    return server;
  }

  private void awaitReady() {
    await().atMost(Duration.ofSeconds(60)).until(this::isReady);
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("Consul ended with " + process.exitValue());
    }
    try {
      return get("catalog", "service", "consul").getAsJsonArray().size() > 0;
    } catch (ConsulException e) {
      return false;
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  ConsulAddress address() {
    return address;
  }

  /** Where its LAN pool is joined. */
  String lan() {
    return "127.0.0.1:" + lanPort;
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
  String log() throws IOException {
    return Files.readString(log);
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

  /** Stops the process dead, as a crash of the machine would, until it is let go on. */
  void pause() throws IOException {
    signal("STOP");
  }

  void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
  }

  @Override
  public void close() throws IOException {
    transport.close();
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(log);
  }
}
