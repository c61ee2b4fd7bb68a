package io.paceline.dns.mdns;

import io.paceline.dns.InstanceName;
import io.paceline.gossip.GossipCatalog;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceCatalog.Subscription;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes chosen services of this node on a link by multicast DNS, and brings chosen types from
 * that link into the catalog. What is in the catalog already, because a peer on the same link has
 * published it there, is not brought in again.
 *
 * <p>JmDNS speaks the protocol and is watched: when it stops answering, a new one takes its place.
 * All blocking happens on threads of its own, which are daemons. Methods may be called by any
 * thread.
 */
public final class MdnsBridge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MdnsBridge.class);

  private static final long TICK_SECONDS = 5;
  private static final long CLOSE_SECONDS_MAX = 15;

  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "paceline-mdns"));

  private final Publications publications;
  private final Imports imports;
  private final Registrations registrations;
  private final ResponderKeeper keeper;
  private final GossipCatalog catalog;
  private final List<Subscription> watches = new ArrayList<>();
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile MdnsStatus status = MdnsStatus.NONE;

  MdnsBridge(MdnsConfig config, String node, GossipCatalog catalog) {
    this.catalog = catalog;
    publications =
        new Publications(node, config.publish(), view -> InstanceName.of(view.entries()));
    imports = new Imports(node);
    registrations = new Registrations(catalog);
    keeper = new ResponderKeeper(config, this::onFound, this::onLost);
    loop.execute(
        () -> {
          registrations.recover().forEach(imports::found);
          imports.restart(System.nanoTime());
        });
    loop.scheduleWithFixedDelay(this::tick, 0, TICK_SECONDS, TimeUnit.SECONDS);
    for (String service : watched(config)) {
      watches.add(catalog.watch(service, event -> wake(), loop));
    }
  }

  /** Starts; a link that is not there yet is tried until it is. */
  public static MdnsBridge start(MdnsConfig config, GossipNode node) {
    return new MdnsBridge(config, node.name(), node.services());
  }

  /** Deregisters what an earlier life of this node imported; for one that does so no longer. */
  public static void forget(GossipCatalog catalog) {
    Registrations registrations = new Registrations(catalog);
    if (!registrations.recover().isEmpty()) {
      registrations.become(Map.of());
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Services whose changes matter: what is published, and what may be here before we import it. */
  private static Set<String> watched(MdnsConfig config) {
    Set<String> services = new LinkedHashSet<>(config.publish());
    config.browse().forEach(type -> services.add(type.substring(1, type.indexOf('.'))));
    return services;
  }

  /** What it does at the moment; at most some seconds old. */
  public MdnsStatus status() {
    return status;
  }

  private void onFound(ServiceInstance instance) {
    loop.execute(() -> imports.found(instance));
    wake();
  }

  private void onLost(String id) {
    loop.execute(() -> imports.lost(id));
    wake();
  }

  /** Many changes at once are one look at the whole. */
  private void wake() {
    if (due.compareAndSet(false, true)) {
      loop.execute(
          () -> {
            due.set(false);
            reconcile();
          });
    }
  }

  private void tick() {
    try {
      if (keeper.keep(System.nanoTime())) {
        publications.reset();
        imports.restart(System.nanoTime());
      }
      imports.seen().forEach(keeper::refresh);
      reconcile();
    } catch (RuntimeException e) {
      log.error("mDNS failed; it is tried again", e); // an exception would end the schedule
    }
  }

  private void reconcile() {
    long now = System.nanoTime();
    imports.expire(now);
    registrations.become(imports.wanted(catalog.snapshot()));
    if (keeper.isUp()) {
      publications.reconcile(now, catalog.snapshot()).forEach(keeper::take);
    }
    status =
        new MdnsStatus(
            keeper.hostName(),
            keeper.namesOnLink(publications.published()),
            publications.refused(),
            registrations.ids(),
            imports.dropped(),
            keeper.restarts());
  }

  /**
   * Withdraws what is published, with a goodbye, and what was imported. Blocks for some seconds.
   * Idempotent.
   */
  @Override
  public void close() {
    watches.forEach(Subscription::close);
    if (!loop.isShutdown()) {
      loop.execute(() -> registrations.become(Map.of()));
    }
    loop.shutdown();
    try {
      if (!loop.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        log.warn("mDNS took too long to end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    keeper.close();
  }
}
