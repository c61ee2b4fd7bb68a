package io.paceline.gossip.catalog;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the local node shows of all logs: every member that is alive or suspect as a node, and the
 * services of those whose log is shown.
 */
final class CatalogView {
  private final Peers peers;
  private final SnapshotBuilder builder = new SnapshotBuilder();

  /** The local member, who is not its own peer; null while it is not up. */
  private @Nullable CatalogPeer local;

  CatalogView(Peers peers) {
    this.peers = peers;
  }

  /** The local member is up, or changed while it is; these are its services. */
  void showLocal(CatalogPeer peer, List<ServiceInstance> instances) {
    local = peer;
    show(peer, instances);
  }

  /** A peer is up, or changed while it is; these are its services. */
  void show(CatalogPeer peer, List<ServiceInstance> instances) {
    builder.putNode(peer.node());
    for (ServiceInstance instance : instances) {
      put(peer, instance);
    }
  }

  /** A member is no longer up. */
  void hide(String name, List<ServiceInstance> instances) {
    if (local != null && local.name().equals(name)) {
      local = null;
    }
    builder.removeNode(name);
    instances.forEach(this::remove);
  }

  /** A member stays up, but its services are not to be shown. */
  void hideServices(List<ServiceInstance> instances) {
    instances.forEach(this::remove);
  }

  /** A service of a member changed, if both are there, or appeared or went. */
  void change(String owner, @Nullable ServiceInstance before, @Nullable ServiceInstance after) {
    CatalogPeer peer = local != null && local.name().equals(owner) ? local : peers.up(owner);
    if (peer == null) {
      return;
    }
    if (before != null && (after == null || !before.service().equals(after.service()))) {
      remove(before);
    }
    if (after != null) {
      put(peer, after);
    }
  }

  CatalogSnapshot snapshot() {
    return builder.snapshot();
  }

  private void put(CatalogPeer peer, ServiceInstance instance) {
    builder.put(new ServiceEntry(instance, peer.node(), peer.suspicion()));
  }

  private void remove(ServiceInstance instance) {
    builder.remove(instance.service(), instance.node(), instance.id());
  }
}
