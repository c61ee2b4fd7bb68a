package io.paceline.gossip;

import io.paceline.gossip.message.PeerAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address that peers are told to talk to: the one that was configured, else the one that
 * was bound. Bound to a wildcard there is no such address; a private one of this host is taken
 * then.
 */
final class AdvertisedAddress {
  private static final Logger LOG = LoggerFactory.getLogger(AdvertisedAddress.class);

  private AdvertisedAddress() {}

  /**
   * @param bound what was really bound; its port stands in for a configured port 0
   * @throws IOException if it would have to be guessed and this host has no address to offer
   */
  static PeerAddress choose(Optional<InetSocketAddress> configured, InetSocketAddress bound)
      throws IOException {
    if (configured.isPresent()) {
      return PeerAddress.of(configured.get()).withDefaultPort(bound.getPort());
    }
    if (!bound.getAddress().isAnyLocalAddress()) {
      return PeerAddress.of(bound);
    }
    List<InetAddress> candidates = candidates();
    InetAddress chosen =
        best(candidates)
            .orElseThrow(
                () ->
                    new IOException(
                        "bound to all addresses, but this host has none that peers could reach:"
                            + " say which to advertise"));
    LOG.info("bound to all addresses, advertising {} out of {}", chosen, candidates);
    return new PeerAddress(chosen, bound.getPort());
  }

  /** The first of the most private kind: IPv4 before IPv6, site-local before the rest. */
  static Optional<InetAddress> best(List<InetAddress> candidates) {
    return candidates.stream()
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .min(
            Comparator.comparing((InetAddress address) -> !(address instanceof Inet4Address))
                .thenComparing(address -> !address.isSiteLocalAddress()));
  }

  private static List<InetAddress> candidates() throws IOException {
    return NetworkInterface.networkInterfaces()
        .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
        .flatMap(AdvertisedAddress::addresses)
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
