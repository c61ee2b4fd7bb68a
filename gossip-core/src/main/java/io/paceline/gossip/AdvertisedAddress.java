package io.paceline.gossip;

import io.paceline.gossip.message.PeerAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address that peers are told to talk to: the one that was configured, else the one that
 * was bound. Bound to a wildcard there is no such address; a private one of this host is taken
 * then, as memberlist does. A public one is never guessed.
 */
final class AdvertisedAddress {
  private static final Logger LOG = LoggerFactory.getLogger(AdvertisedAddress.class);

  private AdvertisedAddress() {}

  /**
   * @param bound what was really bound; its port stands in for a configured port 0
   * @param allowed which addresses peers with our allow-list would take
   * @throws IOException if it would have to be guessed and this host has no address to offer
   */
  static PeerAddress choose(
      Optional<InetSocketAddress> configured,
      InetSocketAddress bound,
      Predicate<InetAddress> allowed)
      throws IOException {
    if (configured.isPresent()) {
      return PeerAddress.of(configured.get()).withDefaultPort(bound.getPort());
    }
    if (!bound.getAddress().isAnyLocalAddress()) {
      return PeerAddress.of(bound);
    }
    List<InetAddress> candidates = LocalAddress.all();
    InetAddress chosen =
        LocalAddress.privateAddress(allowed.and(address -> isReached(address, bound)))
            .orElseThrow(
                () ->
                    new IOException(
                        "bound to all addresses, but none of this host's own is private and usable: "
                            + candidates
                            + "; say which to advertise"));
    LOG.info("bound to all addresses, advertising {} out of {}", chosen, candidates);
    return new PeerAddress(chosen, bound.getPort());
  }

  /** The wildcard of IPv6 takes IPv4 as well, not the other way round. */
  private static boolean isReached(InetAddress address, InetSocketAddress wildcard) {
    return address instanceof Inet4Address || !(wildcard.getAddress() instanceof Inet4Address);
  }
}
