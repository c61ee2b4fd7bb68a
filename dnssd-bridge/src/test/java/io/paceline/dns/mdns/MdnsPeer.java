package io.paceline.dns.mdns;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A whole Paceline node with mDNS, as a process of its own that a test starts inside a network
 * namespace. It obeys the lines of its standard input and answers each with one line.
 */
final class MdnsPeer {
  private MdnsPeer() {}

  /**
   * Runs until its standard input ends.
   *
   * @param args the address on the link
   */
  public static void main(String[] args) throws IOException {
    GossipConfig gossip =
        GossipConfig.lan("peer")
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build();
    MdnsConfig config =
        new MdnsConfig(
            InetAddress.getByName(args[0]),
            "paceline-peer",
            List.of("web", "api"),
            List.of("_ipp._tcp", "_web._tcp"));
    try (GossipNode node = GossipNode.start(gossip);
        MdnsBridge bridge = MdnsBridge.start(config, node);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(obey(line.split("\t"), node, bridge));
      }
    }
    System.out.println("closed, threads " + threads());
  }

  private static String obey(String[] words, GossipNode node, MdnsBridge bridge) {
    switch (words[0]) {
      case "register" -> {
        ServiceInstance instance =
            ServiceInstance.builder(words[1])
                .id(words[2])
                .address("10.99.0.1")
                .port(Integer.parseInt(words[3]))
                .attributes(Map.of("dnssd.name", words[2], "path", words[4]))
                .build();
        node.services().register(instance).join();
        return "registered";
      }
      case "deregister" -> {
        return "deregistered " + node.services().deregister(words[1]).join();
      }
      case "instances" -> {
        return node.services().lookup(words[1]).entries().stream()
            .map(MdnsPeer::shown)
            .toList()
            .toString();
      }
      case "status" -> {
        return bridge.status().toString();
      }
      case "heap" -> {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return String.valueOf((runtime.totalMemory() - runtime.freeMemory()) >> 20);
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static String shown(io.paceline.service.ServiceEntry entry) {
    ServiceInstance instance = entry.instance();
    return instance.id()
        + " "
        + entry.address()
        + ":"
        + instance.port()
        + " "
        + instance.attributes().text("rp").orElse("");
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("mdns") || name.contains("JmDNS"))
        .sorted()
        .toList();
  }
}
