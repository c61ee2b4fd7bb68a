package io.paceline.gossip.catalog;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the local node shows of all logs: every member that is alive or suspect as a node, and the
 * services of those whose log is shown.
 */
final class CatalogView {
  private final SnapshotBuilder builder = new SnapshotBuilder();
  private final Map<String, CatalogPeer> shown = new HashMap<>();

  /** A member is up, or changed while it is; these are its services. */
  void show(CatalogPeer peer, List<ServiceInstance> instances) {
    shown.put(peer.name(), peer);
    builder.putNode(peer.node());
    for (ServiceInstance instance : instances) {
      put(peer, instance);
    }
  }

  /** A member is no longer up. */
  void hide(String name, List<ServiceInstance> instances) {
    if (shown.remove(name) != null) {
      builder.removeNode(name);
      instances.forEach(this::remove);
    }
  }

  /** A member stays up, but its services are not to be shown. */
  void hideServices(List<ServiceInstance> instances) {
    instances.forEach(this::remove);
  }

  /** A service of a member changed, if both are there, or appeared or went. */
  void change(String owner, @Nullable ServiceInstance before, @Nullable ServiceInstance after) {
    CatalogPeer peer = shown.get(owner);
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
    builder.put(new ServiceEntry(instance, peer.node(), peer.suspect()));
  }

  private void remove(ServiceInstance instance) {
    builder.remove(instance.service(), instance.node(), instance.id());
  }
}
