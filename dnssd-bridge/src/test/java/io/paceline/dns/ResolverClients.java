package io.paceline.dns;

import com.sun.net.httpserver.HttpServer;
import io.paceline.service.ServiceInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

  public static void main(String[] args) throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 6);
          exchange.getResponseBody().write("hello\n".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
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
      print("curl", List.of("curl", "-sS", "--max-time", "10", url));
      System.out.println("jvm: " + Arrays.toString(InetAddress.getAllByName("web.service.consul")));
      System.out.println("reverse: " + InetAddress.getByName("2001:db8::6").getCanonicalHostName());
      System.out.println("failures: " + server.statistics().failures());
    }
    web.stop(0);
  }

  private static void print(String what, List<String> command) throws Exception {
    System.out.println(what + ": " + Output.of(command).replace('\n', '|'));
  }
}
