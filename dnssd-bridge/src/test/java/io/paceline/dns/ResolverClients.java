package io.paceline.dns;

import com.sun.net.httpserver.HttpServer;
import io.paceline.service.ServiceInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs in a network namespace of its own, whose resolver configuration names 127.0.0.1: serves on
 * port 53 and lets programs that know nothing but that file look for a service. Started by {@link
 * NamespaceTest}, which reads what it prints.
 */
final class ResolverClients {
  private ResolverClients() {}

  /**
   * Ends when all have found what they look for, or not.
   *
   * @param args Prometheus, and a folder for its files
   */
  public static void main(String[] args) throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(web, "/", "hello\n");
    serve(web, "/metrics", "web_requests_total 7\n");
    web.start();
    FixedCatalog catalog =
        new FixedCatalog()
            .node("n1", "127.0.0.1", Map.of())
            .node("n6", "2001:db8::6", Map.of())
            .instance(ServiceInstance.builder("web").node("n1").port(web.getAddress().getPort()))
            .instance(ServiceInstance.builder("six").node("n6"));
    DnsConfig config =
        DnsConfig.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53))
            .build();
    try (DnsServer server = DnsServer.start(config, catalog)) {
      print("getent web", List.of("getent", "ahosts", "web.service.consul"));
      print("getent six", List.of("getent", "ahosts", "six.service.consul"));
      print("getent nosuch", List.of("getent", "ahosts", "nosuch.service.consul"));
      String url = "http://web.service.consul:" + web.getAddress().getPort() + "/";
      String prometheus = PrometheusRun.targets(Path.of(args[0]), Path.of(args[1]));
      System.out.println("prometheus: " + prometheus);
      print("curl", List.of("curl", "-sS", "--max-time", "10", url));
      System.out.println("jvm: " + Arrays.toString(InetAddress.getAllByName("web.service.consul")));
      System.out.println("reverse: " + InetAddress.getByName("2001:db8::6").getCanonicalHostName());
      System.out.println("failures: " + server.statistics().failures());
    }
    web.stop(0);
  }

  private static void serve(HttpServer web, String path, String text) {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    web.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static void print(String what, List<String> command) throws Exception {
    System.out.println(what + ": " + Output.of(command).replace('\n', '|'));
  }
}
