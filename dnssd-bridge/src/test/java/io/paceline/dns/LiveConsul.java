package io.paceline.dns;

import io.paceline.service.Check;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A Consul server that runs beside the test, with the catalog that the test gives it. */
final class LiveConsul implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final int httpPort;
  private final Process process;

  /** Its own RPC port, which the service {@code consul} of its catalog has. */
  final int serverPort;

  final RemoteServer dns;

  LiveConsul(Path folder) throws IOException {
    List<Integer> ports = freePorts(5);
    httpPort = ports.get(0);
    serverPort = ports.get(4);
    dns = new RemoteServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(1)));
    List<String> command = new ArrayList<>();
    command.add(RealProgram.CONSUL.path().toString());
    command.addAll(List.of("agent", "-dev", "-node", "srv1", "-bind", "127.0.0.1"));
    command.addAll(List.of("-http-port", "" + httpPort, "-dns-port", "" + ports.get(1)));
    command.addAll(List.of("-serf-lan-port", "" + ports.get(2), "-serf-wan-port"));
    command.addAll(List.of("" + ports.get(3), "-server-port", "" + serverPort));
    command.addAll(List.of("-grpc-port", "-1", "-grpc-tls-port", "-1"));
    command.addAll(List.of("-hcl", "connect{enabled=false}"));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("consul.log").toFile())
            .start();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::hasItself);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      open.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : open) {
      socket.close();
    }
    return ports;
  }

  private boolean hasItself() {
    try {
      return send("GET", "catalog/service/consul", "").contains("srv1");
    } catch (IOException e) {
      return false; // not listening yet, or without a leader
    }
  }

  /** Registers everything but the server itself. */
  void register(FixedCatalog catalog) throws IOException {
    for (NodeEntry node : catalog.snapshot().nodes()) {
      if (!node.name().equals("srv1")) {
        send("PUT", "catalog/register", object(node(node), "\"NodeMeta\":" + map(node.meta())));
      }
    }
    for (ServiceView view : catalog.snapshot().services()) {
      for (ServiceEntry entry : view.entries()) {
        if (!entry.node().name().equals("srv1")) {
          send("PUT", "catalog/register", registration(entry));
        }
      }
    }
  }

  private static String node(NodeEntry node) {
    return field("Node", node.name()) + "," + field("Address", node.address());
  }

  private static String registration(ServiceEntry entry) {
    ServiceInstance instance = entry.instance();
    String weights =
        "{\"Passing\":%d,\"Warning\":%d}"
            .formatted(instance.weights().passing(), instance.weights().warning());
    String service =
        object(
            field("ID", instance.id()),
            field("Service", instance.service()),
            field("Address", instance.address()),
            "\"Port\":" + instance.port(),
            "\"Weights\":" + weights,
            "\"Tags\":"
                + instance.tags().stream()
                    .map(LiveConsul::text)
                    .collect(Collectors.joining(",", "[", "]")));
    String checks =
        instance.checks().stream()
            .map(check -> check(check, instance))
            .collect(Collectors.joining(",", "[", "]"));
    return object(
        field("Node", entry.node().name()),
        "\"SkipNodeUpdate\":true",
        "\"Service\":" + service,
        "\"Checks\":" + checks);
  }

  private static String check(Check check, ServiceInstance instance) {
    return object(
        field("Node", instance.node()),
        field("CheckID", instance.id() + ":" + check.id()),
        field("Name", check.name()),
        field("Status", check.status().name().toLowerCase(Locale.ROOT)),
        field("ServiceID", instance.id()));
  }

  private static String map(Map<String, String> map) {
    return map.entrySet().stream()
        .map(e -> field(e.getKey(), e.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String object(String... fields) {
    return "{" + String.join(",", fields) + "}";
  }

  private static String field(String name, String value) {
    return text(name) + ":" + text(value);
  }

  /** Nothing in the test's catalog has to be escaped. */
  private static String text(String value) {
    return "\"" + value + "\"";
  }

  private String send(String method, String path, String body) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + httpPort + "/v1/" + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(path + ": " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
