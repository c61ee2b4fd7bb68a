package io.paceline.gossip;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds one of this host's own addresses by what is known of it beforehand, so that one
 * configuration fits many hosts. Never asks DNS.
 */
public final class LocalAddress {
  private static final Logger LOG = LoggerFactory.getLogger(LocalAddress.class);

  /** What go-sockaddr takes for private: forwardable, but not on the Internet (RFC 6890). */
  private static final List<Cidr> PRIVATE =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "198.18.0.0/15",
              "fc00::/7")
          .map(Cidr::parse)
          .toList();

  /** A root server of DNS: nothing is sent there, only the way there is looked up. */
  private static final List<String> FAR_AWAY = List.of("198.41.0.4", "2001:503:ba3e::2:30");

  private static final int DISCARD_PORT = 9;

  private LocalAddress() {}

  /**
   * The address that a template stands for.
   *
   * @param template an IP address; a block like {@code 10.0.0.0/8}, for the host's address in it;
   *     or the name of a network interface, for its address, IPv4 before IPv6
   * @throws IllegalArgumentException if the host has no such address, saying which it has
   */
  public static InetAddress find(String template) throws IOException {
    if (isLiteral(template)) {
      return Cidr.parse(template).network();
    }
    if (template.indexOf('/') >= 0) {
      Cidr block = Cidr.parse(template);
      return only(template, all().stream().filter(block::contains).toList());
    }
    NetworkInterface network = NetworkInterface.getByName(template);
    return only(template, network == null ? List.of() : addresses(network).toList());
  }

  private static boolean isLiteral(String text) {
    return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
  }

  private static InetAddress only(String template, List<InetAddress> found) throws IOException {
    List<InetAddress> all = all();
    return found.stream()
        .filter(address -> !address.isLinkLocalAddress())
        .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + template + "\" is no address of this host, which has " + all));
  }

  /**
   * The private address of this host: of the interface that its default route goes through, else of
   * the first one, IPv4 before IPv6. A public address is never guessed.
   *
   * @param usable which addresses may be taken
   */
  static Optional<InetAddress> privateAddress(Predicate<InetAddress> usable) throws IOException {
    return best(defaultRoute(), all(), usable);
  }

  static Optional<InetAddress> best(
      List<InetAddress> defaultRoute, List<InetAddress> all, Predicate<InetAddress> usable) {
    return all.stream()
        .filter(usable.and(LocalAddress::isPrivate))
        .min(
            Comparator.comparing((InetAddress address) -> !defaultRoute.contains(address))
                .thenComparing(address -> !(address instanceof Inet4Address)));
  }

  static boolean isPrivate(InetAddress address) {
    return PRIVATE.stream().anyMatch(block -> block.contains(address));
  }

  /** The addresses that packets to far away leave from. */
  private static List<InetAddress> defaultRoute() {
    List<InetAddress> from = new ArrayList<>();
    for (String farAway : FAR_AWAY) {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.connect(new InetSocketAddress(InetAddress.getByName(farAway), DISCARD_PORT));
        from.add(socket.getLocalAddress());
      } catch (IOException | UncheckedIOException e) {
        LOG.debug("no route to {}", farAway, e);
      }
    }
    return from;
  }

  /** All addresses of all interfaces that are up, in the order of the interfaces. */
  static List<InetAddress> all() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
        .flatMap(LocalAddress::addresses)
        .toList();
  }

  private static Stream<InetAddress> addresses(NetworkInterface network) {
    try {
      return network.isUp() ? network.inetAddresses() : Stream.empty();
    } catch (IOException e) {
      LOG.debug("network interface {} cannot be read", network, e);
      return Stream.empty();
    }
  }
}
