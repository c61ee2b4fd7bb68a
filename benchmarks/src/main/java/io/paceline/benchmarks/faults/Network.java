package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The network of one cluster: each member in a network namespace of its own, all joined by a router
 * in a further one. Every packet between two members passes the router once, with the sender's own
 * address on it, over TCP too; so one rule there is a fault in exactly one direction. Needs root.
 *
 * <p>A member has two addresses and uses one of them: {@link #move} makes it use the other one.
 */
final class Network implements AutoCloseable {
  private static final int ADDRESSES = 2;

  /** The router's last byte in each member's network; the member's own ones follow. */
  private static final int ROUTER = 1;

  private final String name;
  private final int[] inUse; // for each member, which of its addresses
  private final List<String> namespaces = new ArrayList<>();

  /**
   * @param name of the namespaces, short and unique on this machine
   */
  Network(String name, int members) throws IOException {
    this.name = name;
    this.inUse = new int[members];
    try {
      create(members);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void create(int members) throws IOException {
    addNamespace(router());
    StringBuilder links = new StringBuilder("link set lo up\n");
    for (int i = 0; i < members; i++) {
      addNamespace(namespace(i));
      links
          .append("link add m" + i + " type veth peer name eth0 netns " + namespace(i) + "\n")
          .append("addr add " + routerAddress(i) + "/24 dev m" + i + "\n")
          .append("link set m" + i + " up\n");
    }
    batch(router(), links.toString());
    for (int i = 0; i < members; i++) {
      batch(namespace(i), memberSide(i));
    }
    inside(router(), "sysctl -q -w net.ipv4.ip_forward=1");
  }

  private String memberSide(int member) {
    return "link set lo up\nlink set eth0 up\n" + addressLines(member);
  }

  private String addressLines(int member) {
    return "addr add "
        + address(member)
        + "/24 dev eth0\nroute add default via "
        + routerAddress(member)
        + "\n";
  }

  private void addNamespace(String namespace) throws IOException {
    SystemCommand.run("ip netns add " + namespace);
    namespaces.add(namespace);
  }

  private static void batch(String namespace, String lines) throws IOException {
    SystemCommand.run(List.of("ip", "-n", namespace, "-batch", "-"), lines);
  }

  private static void inside(String namespace, String line) throws IOException {
    SystemCommand.run("ip netns exec " + namespace + " " + line);
  }

  private String router() {
    return name + "r";
  }

  private String namespace(int member) {
    return name + "m" + member;
  }

  private static String routerAddress(int member) {
    return "10.77." + (member + 1) + "." + ROUTER;
  }

  /** Where the member gossips now. */
  String address(int member) {
    return "10.77." + (member + 1) + "." + (ROUTER + 1 + inUse[member]);
  }

  /** What a command is to be preceded by, to run where this member is. */
  List<String> prefix(int member) {
    return List.of("ip", "netns", "exec", namespace(member));
  }

  // ---- faults ----

  /** Nothing gets from these to those; the way back stays open. */
  void block(List<Integer> from, List<Integer> to) throws IOException {
    drop("-s " + addresses(from) + " -d " + addresses(to));
  }

  /** No datagram gets from these to those; TCP does. */
  void blockUdp(List<Integer> from, List<Integer> to) throws IOException {
    drop("-p udp -s " + addresses(from) + " -d " + addresses(to));
  }

  /** This part of all packets is lost, on every way in each direction. */
  void lose(double part) throws IOException {
    drop(String.format(Locale.ROOT, "-m statistic --mode random --probability %.3f", part));
  }

  /** Every datagram arrives twice. */
  void duplicate() throws IOException {
    for (int i = 0; i < inUse.length; i++) {
      // sent to the very place where it goes anyway
      router("-t mangle -A FORWARD -p udp -d " + address(i) + " -j TEE --gateway " + address(i));
    }
  }

  /** The member's address is gone, and nothing answers there; it has another one now. */
  void move(int member) throws IOException {
    drop("-d " + address(member));
    String old = "addr del " + address(member) + "/24 dev eth0\n";
    inUse[member] = (inUse[member] + 1) % ADDRESSES;
    batch(namespace(member), old + addressLines(member));
  }

  /** No fault any more; who has moved stays there. */
  void heal() throws IOException {
    router("-F FORWARD");
    router("-t mangle -F FORWARD");
  }

  private void drop(String match) throws IOException {
    router("-A FORWARD " + match + " -j DROP");
  }

  private void router(String rule) throws IOException {
    inside(router(), "iptables -w " + rule);
  }

  private String addresses(List<Integer> members) {
    return members.stream().map(this::address).collect(Collectors.joining(","));
  }

  /** What runs in it must have ended. */
  @Override
  public void close() {
    for (String namespace : namespaces) {
      try {
        SystemCommand.run(Arrays.asList("ip", "netns", "del", namespace), "");
      } catch (IOException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
    namespaces.clear();
  }
}
