package io.paceline.gossip;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once, at the start and loudly, that others can listen in or join in. */
final class OpenGossip {
  private static final Logger LOG = LoggerFactory.getLogger(OpenGossip.class);

  private OpenGossip() {}

  static void warn(InetSocketAddress bound, GossipConfig.Security security, boolean hasKeys) {
    if (!bound.getAddress().isLoopbackAddress()) {
      danger(security, hasKeys).ifPresent(danger -> LOG.warn("GOSSIP ON {} {}", bound, danger));
    }
  }

  /** What is open, absent if nothing is. */
  static Optional<String> danger(GossipConfig.Security security, boolean hasKeys) {
    if (!security.isOpen(hasKeys)) {
      return Optional.empty();
    }
    String danger;
    if (!hasKeys) {
      danger =
          "IS NOT ENCRYPTED: whoever reaches this port can read all, join, and speak for others";
    } else if (security.verifyOutgoing()) {
      danger =
          "TAKES WHAT IS NOT ENCRYPTED: whoever reaches this port can join and speak for others"
              + " until verifyIncoming is on";
    } else {
      danger =
          "IS SENT UNENCRYPTED: whoever is on its way can read all until verifyOutgoing is on"
              + (security.verifyIncoming() ? "" : ", and join until verifyIncoming is on");
    }
    return Optional.of(danger);
  }
}
