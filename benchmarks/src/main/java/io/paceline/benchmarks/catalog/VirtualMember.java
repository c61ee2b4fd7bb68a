package io.paceline.benchmarks.catalog;

import io.paceline.gossip.catalog.CatalogConfig;
import io.paceline.gossip.catalog.CatalogOutbox;
import io.paceline.gossip.catalog.CatalogPeer;
import io.paceline.gossip.catalog.CatalogProtocol;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Suspicion;
import java.util.Map;
import java.util.SplittableRandom;

/** One catalog on the network of {@link VirtualMembers}. */
final class VirtualMember implements CatalogOutbox {
  final String name;
  final PeerAddress address;
  final boolean isStub;

  CatalogProtocol catalog;

  private final VirtualMembers network;
  private final long bootId;

  private CatalogSnapshot counted;
  private int showing;

  VirtualMember(String name, PeerAddress address, boolean isStub, VirtualMembers network) {
    this.name = name;
    this.address = address;
    this.isStub = isStub;
    this.network = network;
    this.bootId = network.random().nextLong();
    this.catalog = blank();
    this.counted = catalog.snapshot();
  }

  private CatalogProtocol blank() {
    return new CatalogProtocol(name, CatalogConfig.DEFAULT, new SplittableRandom(bootId), this);
  }

  void start(long nowNanos) {
    catalog.start(nowNanos, 0, bootId);
    knows(nowNanos, this);
  }

  void knows(long nowNanos, VirtualMember other) {
    NodeEntry node = new NodeEntry(other.name, other.address.host(), "dc1", Map.of(), Map.of());
    catalog.onMemberUp(
        nowNanos,
        new CatalogPeer(other.name, other.address, node, CatalogProtocol.VERSION, Suspicion.NONE));
  }

  /** How many instances it shows. */
  int showing() {
    CatalogSnapshot snapshot = catalog.snapshot();
    if (snapshot != counted) {
      counted = snapshot;
      showing = snapshot.services().stream().mapToInt(view -> view.entries().size()).sum();
    }
    return showing;
  }

  /** Whether it shows that state of an instance. */
  boolean shows(String node, ServiceInstance wanted) {
    for (ServiceEntry entry : catalog.snapshot().service(wanted.service()).entries()) {
      ServiceInstance shown = entry.instance();
      if (shown.node().equals(node) && shown.id().equals(wanted.id())) {
        return shown.port() == wanted.port();
      }
    }
    return false;
  }

  /** Lets go of everything that it holds. */
  void forget() {
    catalog = blank();
    counted = catalog.snapshot();
  }

  @Override
  public void send(PeerAddress to, Bytes body) {
    network.carry(this, to, body, false);
  }

  @Override
  public void sendReliable(PeerAddress to, Bytes body) {
    network.carry(this, to, body, true);
  }

  @Override
  public void epochChosen(long epoch) {
    // nobody keeps it
  }
}
