package io.paceline.consul;

import io.paceline.gossip.GossipNode;
import io.paceline.gossip.MemberStatus;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.CatalogWatches;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import io.paceline.service.SnapshotBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The gossip catalog and Consul's as one. An instance that both show is shown once, as gossip says;
 * what only Consul knows is added. What Consul still says of a member that gossip knows to be dead
 * or gone is not shown: gossip is the quicker witness. While Consul is out of reach, what it said
 * last stays, as in {@link ConsulCatalog}.
 *
 * <p>Safe for use by many threads; no method blocks. One thread of its own merges.
 */
public final class MergedCatalog implements ServiceCatalog, AutoCloseable {
  private final ServiceCatalog gossip;
  private final ConsulCatalog consul;
  private final String cluster;
  private final Predicate<String> gone;
  private final Predicate<String> inPool;

  private final CatalogWatches watches = new CatalogWatches();
  private final ExecutorService merging =
      Executors.newSingleThreadExecutor(Threads.daemons("paceline-consul-merge"));
  private final List<Subscription> sources = new ArrayList<>();

  // of the merging thread
  private final SnapshotBuilder builder = new SnapshotBuilder();
  private Set<String> nodes = Set.of();

  private MergedCatalog(GossipNode node, ConsulCatalog consul, String cluster) {
    this.gossip = node.services();
    this.consul = consul;
    this.cluster = cluster;
    this.gone = name -> isGone(node, name);
    this.inPool = name -> node.member(name).map(Origin::isOfPool).orElse(false);
  }

  /**
   * Begins to merge. Both catalogs stay the caller's to close, after this.
   *
   * @param cluster as in {@link RegistrationConfig}: whose records in Consul are this cluster's own
   */
  public static MergedCatalog start(GossipNode node, ConsulCatalog consul, String cluster) {
    MergedCatalog merged = new MergedCatalog(node, consul, cluster);
    merged.sources.add(node.services().watchAll(snapshot -> merged.merge(), merged.merging));
    merged.sources.add(consul.watchAll(snapshot -> merged.merge(), merged.merging));
    return merged;
  }

  private static boolean isGone(GossipNode node, String name) {
    return node.member(name)
        .map(
            member ->
                member.status() == MemberStatus.FAILED || member.status() == MemberStatus.LEFT)
        .orElse(false);
  }

  @Override
  public CatalogSnapshot snapshot() {
    return watches.current();
  }

  /** That of Consul's part; gossip is its own source. */
  @Override
  public Duration staleness() {
    return consul.staleness();
  }

  /** As in {@link ConsulCatalog#lookup}: a service that is not followed yet is from now on. */
  @Override
  public ServiceView lookup(String service) {
    ServiceView unused = consul.lookup(service);
    return snapshot().service(service);
  }

  @Override
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    consul.follow(service);
    Subscription watch = watches.watch(service, listener, executor);
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      watch.close();
      if (open.getAndSet(false)) {
        consul.unfollow(service);
      }
    };
  }

  /**
   * Looks at everything: who is gone may matter to any service. A service that comes out as it was
   * keeps its view, and changes that come while this runs are one more run.
   */
  private void merge() {
    CatalogSnapshot ours = gossip.snapshot();
    CatalogSnapshot theirs = consul.snapshot();
    Map<String, NodeEntry> shown = new LinkedHashMap<>();
    ours.nodes().forEach(node -> shown.put(node.name(), node));
    for (String service : names(ours, theirs)) {
      merge(ours.service(service), theirs.service(service), shown);
    }
    shown.values().forEach(builder::putNode);
    nodes.stream().filter(name -> !shown.containsKey(name)).forEach(builder::removeNode);
    nodes = shown.keySet();
    watches.publish(builder.snapshot());
  }

  /** Those that are there, and those that were. */
  private Set<String> names(CatalogSnapshot ours, CatalogSnapshot theirs) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ours.services().forEach(view -> names.add(view.service()));
    theirs.services().forEach(view -> names.add(view.service()));
    watches.current().services().forEach(view -> names.add(view.service()));
    return names;
  }

  private void merge(ServiceView ours, ServiceView theirs, Map<String, NodeEntry> shown) {
    String service = ours.isEmpty() ? theirs.service() : ours.service();
    Set<String> known = new HashSet<>();
    ours.entries().forEach(entry -> known.add(Origin.ofGossip(entry).identity()));
    List<ServiceEntry> added = new ArrayList<>();
    for (ServiceEntry entry : theirs.entries()) {
      Origin origin = Origin.ofConsul(entry, cluster, inPool);
      if (!origin.member().map(gone::test).orElse(false) && known.add(origin.identity())) {
        added.add(entry);
        shown.putIfAbsent(entry.node().name(), entry.node());
      }
    }
    List<ServiceEntry> entries = new ArrayList<>(ours.entries());
    entries.addAll(added);
    builder.replace(service, entries);
  }

  /** Stops merging; the last snapshot can still be read. */
  @Override
  public void close() {
    sources.forEach(Subscription::close);
    merging.shutdown();
    watches.close();
  }
}
