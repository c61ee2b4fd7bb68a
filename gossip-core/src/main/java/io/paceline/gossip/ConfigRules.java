package io.paceline.gossip;

import io.paceline.gossip.engine.LayeredEngine;
import io.paceline.gossip.wire.WireLimits;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of a {@link GossipConfig} that no single type can hold. */
final class ConfigRules {
  private ConfigRules() {}

  static void check(
      String name,
      InetSocketAddress bind,
      Optional<InetSocketAddress> advertise,
      List<String> seeds,
      GossipConfig.Security security,
      JoinPolicy joinPolicy,
      String label) {
    requireName(name);
    requireResolved("bind address", bind);
    advertise.ifPresent(ConfigRules::requireAdvertisable);
    advertise.ifPresent(a -> requireAllowed("advertised address", a.getAddress(), joinPolicy));
    seeds.forEach(SeedAddress::parse);
    requireEncryption(bind, security);
    int labelBytes = Bytes.utf8(label).size();
    if (labelBytes > WireLimits.LABEL_BYTES) {
      throw new IllegalArgumentException(
          "label must have at most " + WireLimits.LABEL_BYTES + " bytes, has " + labelBytes);
    }
  }

  private static void requireName(String name) {
    int bytes = Bytes.utf8(name).size();
    if (bytes == 0 || bytes > WireLimits.NAME_BYTES) {
      throw new IllegalArgumentException(
          "node name must have 1 to " + WireLimits.NAME_BYTES + " bytes, has " + bytes);
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("node name must not contain control characters");
    }
  }

  private static void requireResolved(String what, InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          what + " (" + address.getHostString() + ") cannot be resolved");
    }
  }

  private static void requireAdvertisable(InetSocketAddress address) {
    requireResolved("advertised address", address);
    if (address.getAddress().isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "advertised address ("
              + address.getAddress().getHostAddress()
              + ") must be one that peers can reach, not a wildcard");
    }
  }

  /** Peers with the same list would not take a node up that is not in it. */
  static void requireAllowed(String what, InetAddress address, JoinPolicy joinPolicy) {
    if (!joinPolicy.allows(address)) {
      throw new IllegalArgumentException(
          what
              + " ("
              + address.getHostAddress()
              + ") must be in the node's own allow-list "
              + joinPolicy.allow());
    }
  }

  static void requireTags(Map<String, String> tags) {
    int bytes = LayeredEngine.meta(tags).size();
    if (bytes > WireLimits.META_BYTES) {
      throw new IllegalArgumentException(
          "tags must have at most "
              + WireLimits.META_BYTES
              + " bytes encoded, have "
              + bytes
              + " with the catalog's own");
    }
  }

  private static void requireEncryption(InetSocketAddress bind, GossipConfig.Security security) {
    boolean hasKeys = !security.keys().isEmpty();
    boolean open = security.isOpen(hasKeys) && !security.allowUnencrypted();
    if (open && !bind.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "gossip on "
              + bind.getAddress().getHostAddress()
              + (hasKeys ? " that is not verified in both directions" : " without a key")
              + " can be read or joined by anybody who reaches it:"
              + (hasKeys
                  ? " verify both, or say allowUnencrypted"
                  : " set a key, or say allowUnencrypted"));
    }
  }
}
