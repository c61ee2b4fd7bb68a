package io.paceline.consul;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.CatalogWatches;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.SnapshotBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Makes one catalog of what several followers find. A node is visible as long as one of its
 * instances is. Safe for use by many threads.
 */
final class SnapshotPublisher {
  private final CatalogWatches watches = new CatalogWatches();
  private final SnapshotBuilder builder = new SnapshotBuilder();
  private final Map<String, List<ServiceEntry>> services =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Integer> instancesOfNode = new HashMap<>();

  CatalogWatches watches() {
    return watches;
  }

  CatalogSnapshot current() {
    return watches.current();
  }

  /** As {@link #publish(String, List)}, unless the one who found them has been closed meanwhile. */
  synchronized void publish(String service, List<ServiceEntry> entries, BooleanSupplier wanted) {
    if (wanted.getAsBoolean()) {
      publish(service, entries);
    }
  }

  /** These are all instances of the service now. */
  synchronized void publish(String service, List<ServiceEntry> entries) {
    List<ServiceEntry> before = services.getOrDefault(service, List.of());
    entries.forEach(entry -> count(entry.node(), 1));
    before.forEach(entry -> count(entry.node(), -1));
    if (entries.isEmpty()) {
      services.remove(service);
    } else {
      services.put(service, entries);
    }
    builder.replace(service, entries);
    watches.publish(builder.snapshot());
  }

  private void count(NodeEntry node, int change) {
    int instances = instancesOfNode.merge(node.name(), change, Integer::sum);
    if (instances == 0) {
      instancesOfNode.remove(node.name());
      builder.removeNode(node.name());
    } else if (change > 0) {
      builder.putNode(node);
    }
  }
}
