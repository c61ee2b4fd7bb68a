package io.paceline.dns;

import io.paceline.service.CatalogEvent;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.service.Suspicion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * A catalog whose content the test puts in by hand. It keeps the contract on which answers may be
 * cached: a change replaces the view of its own service and no other.
 */
final class FixedCatalog implements ServiceCatalog {
  private record Snapshot(
      long version, Map<String, ServiceView> views, Map<String, NodeEntry> byName)
      implements CatalogSnapshot {
    @Override
    public ServiceView service(String name) {
      return views.getOrDefault(name, new ServiceView(name, List.of()));
    }

    @Override
    public Collection<ServiceView> services() {
      return views.values();
    }

    @Override
    public Optional<NodeEntry> node(String name) {
      return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Collection<NodeEntry> nodes() {
      return byName.values();
    }
  }

  private volatile Duration staleness = Duration.ZERO;
  private volatile Snapshot snapshot = new Snapshot(0, ordered(), ordered());

  private static <T> Map<String, T> ordered() {
    return new TreeMap<>(Comparator.comparing(Labels::lowerCase));
  }

  private static <T> Map<String, T> copy(Map<String, T> map) {
    Map<String, T> copy = ordered();
    copy.putAll(map);
    return copy;
  }

  @Override
  public CatalogSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public Duration staleness() {
    return staleness;
  }

  void lostFor(Duration value) {
    staleness = value;
  }

  FixedCatalog node(String name, String address, Map<String, String> meta) {
    return node(new NodeEntry(name, address, "dc1", meta, Map.of()));
  }

  FixedCatalog node(NodeEntry node) {
    Map<String, NodeEntry> nodes = copy(snapshot.byName());
    nodes.put(node.name(), node);
    snapshot = new Snapshot(snapshot.version() + 1, snapshot.views(), nodes);
    return this;
  }

  /** Adds an instance, or replaces the one with the same node and id. */
  FixedCatalog instance(ServiceInstance.Builder builder) {
    return instance(builder, Suspicion.NONE);
  }

  FixedCatalog instance(ServiceInstance.Builder builder, Suspicion suspicion) {
    ServiceInstance instance = builder.build();
    NodeEntry node = snapshot.node(instance.node()).orElseThrow();
    return replace(instance, List.of(new ServiceEntry(instance, node, suspicion)));
  }

  FixedCatalog remove(ServiceInstance instance) {
    return replace(instance, List.of());
  }

  private FixedCatalog replace(ServiceInstance old, List<ServiceEntry> by) {
    List<ServiceEntry> entries = new ArrayList<>(snapshot.service(old.service()).entries());
    entries.removeIf(
        e -> e.instance().id().equals(old.id()) && e.instance().node().equals(old.node()));
    entries.addAll(by);
    entries.sort(
        Comparator.comparing((ServiceEntry e) -> e.instance().node())
            .thenComparing(e -> e.instance().id()));
    Map<String, ServiceView> views = copy(snapshot.views());
    if (entries.isEmpty()) {
      views.remove(old.service());
    } else {
      views.put(old.service(), new ServiceView(old.service(), entries));
    }
    snapshot = new Snapshot(snapshot.version() + 1, views, snapshot.byName());
    return this;
  }

  @Override
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    ServiceView now = lookup(service);
    executor.execute(() -> listener.onEvent(new CatalogEvent.Current(service, now)));
    return () -> {};
  }
}
