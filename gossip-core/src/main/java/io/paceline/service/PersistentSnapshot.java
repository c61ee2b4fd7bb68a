package io.paceline.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A snapshot that shares what did not change with its predecessor; see {@link SnapshotBuilder}. */
final class PersistentSnapshot implements CatalogSnapshot {
  static final PersistentSnapshot EMPTY =
      new PersistentSnapshot(0, AsciiTrie.empty(), AsciiTrie.empty());

  private final long version;
  private final AsciiTrie<ServiceView> services;
  private final AsciiTrie<NodeEntry> nodes;

  // Sorted when first asked for; two threads that race sort twice, which is harmless.
  private volatile @Nullable List<ServiceView> sortedServices;
  private volatile @Nullable List<NodeEntry> sortedNodes;

  PersistentSnapshot(long version, AsciiTrie<ServiceView> services, AsciiTrie<NodeEntry> nodes) {
    this.version = version;
    this.services = services;
    this.nodes = nodes;
  }

  AsciiTrie<ServiceView> serviceMap() {
    return services;
  }

  AsciiTrie<NodeEntry> nodeMap() {
    return nodes;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public ServiceView service(String name) {
    ServiceView view = services.get(name);
    return view == null ? new ServiceView(name, List.of()) : view;
  }

  @Override
  public Collection<ServiceView> services() {
    List<ServiceView> sorted = sortedServices;
    if (sorted == null) {
      sorted = sorted(services, ServiceView::service);
      sortedServices = sorted;
    }
    return sorted;
  }

  @Override
  public Optional<NodeEntry> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  @Override
  public Collection<NodeEntry> nodes() {
    List<NodeEntry> sorted = sortedNodes;
    if (sorted == null) {
      sorted = sorted(nodes, NodeEntry::name);
      sortedNodes = sorted;
    }
    return sorted;
  }

  private static <V> List<V> sorted(AsciiTrie<V> map, Function<V, String> name) {
    List<V> values = new ArrayList<>(map.size());
    map.forEach(values::add);
    values.sort(Comparator.comparing(name, String.CASE_INSENSITIVE_ORDER));
    return Collections.unmodifiableList(values);
  }
}
