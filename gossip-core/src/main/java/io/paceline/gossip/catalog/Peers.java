package io.paceline.gossip.catalog;

import io.paceline.gossip.message.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The members other than the local one that are alive or suspect, and chance among them. */
final class Peers {
  private final RandomGenerator random;
  private final Map<String, CatalogPeer> up = new HashMap<>();
  private final Map<PeerAddress, CatalogPeer> byAddress = new HashMap<>();

  /** Those that speak the catalog's protocol. Nobody else is ever chosen. */
  private final List<CatalogPeer> capable = new ArrayList<>();

  Peers(RandomGenerator random) {
    this.random = random;
  }

  /** A member appears or changes. */
  void put(CatalogPeer peer) {
    remove(peer.name());
    up.put(peer.name(), peer);
    byAddress.put(peer.address(), peer);
    if (peer.isCapable()) {
      capable.add(peer);
    }
  }

  void remove(String name) {
    CatalogPeer old = up.remove(name);
    if (old != null) {
      byAddress.remove(old.address(), old);
      capable.remove(old);
    }
  }

  boolean hasCapable() {
    return !capable.isEmpty();
  }

  /** A member that may own a log and be sent something. */
  @Nullable CatalogPeer capable(String name) {
    CatalogPeer peer = up.get(name);
    return peer != null && peer.isCapable() ? peer : null;
  }

  /** A member that is alive or suspect. */
  @Nullable CatalogPeer up(String name) {
    return up.get(name);
  }

  /** The capable member with this address. */
  @Nullable CatalogPeer capableAt(@Nullable PeerAddress address) {
    CatalogPeer peer = address == null ? null : byAddress.get(address);
    return peer != null && peer.isCapable() ? peer : null;
  }

  /** Different capable members by chance, as many as wanted if there are. */
  List<CatalogPeer> random(int wanted, List<String> except) {
    List<CatalogPeer> chosen = new ArrayList<>(wanted);
    for (int i = 0; i < capable.size() && chosen.size() < wanted; i++) {
      Collections.swap(capable, i, i + random.nextInt(capable.size() - i));
      if (!except.contains(capable.get(i).name())) {
        chosen.add(capable.get(i));
      }
    }
    return chosen;
  }
}
