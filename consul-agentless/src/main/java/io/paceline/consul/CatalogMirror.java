package io.paceline.consul;

import io.paceline.gossip.GossipCatalog;
import io.paceline.gossip.GossipNode;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceCatalog.Subscription;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Consul's catalog as the gossip catalog is: the services that this member registered in
 * gossip are registered in Consul too. On demand it also carries what neither side could see
 * otherwise, see {@link MirrorConfig}: so a team can move from one to the other without a flag day.
 *
 * <p>What is carried is marked with its origin and never carried back. It runs on a thread of its
 * own; methods may be called by any.
 */
public final class CatalogMirror implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatalogMirror.class);

  /** Catalogs tell when they change; this is for members that come, go or change their tags. */
  private static final long TICK_MILLIS = 1_000;

  private final GossipNode node;
  private final AgentlessRegistration registration;
  private final @Nullable ConsulCatalog source;
  private final MirrorConfig config;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Threads.daemons("paceline-consul-mirror"));
  private final List<Subscription> watches = new ArrayList<>();

  // of the loop
  private final Map<String, ServiceInstance> exported = new LinkedHashMap<>();
  private final Map<String, ServiceInstance> imported = new LinkedHashMap<>();

  private CatalogMirror(
      GossipNode node,
      AgentlessRegistration registration,
      @Nullable ConsulCatalog source,
      MirrorConfig config) {
    this.node = node;
    this.registration = registration;
    this.source = source;
    this.config = config;
  }

  /**
   * Begins. Node, registration and catalog stay the caller's to close, after this.
   *
   * @param source where imports come from: a catalog that follows all services
   */
  public static CatalogMirror start(
      GossipNode node,
      AgentlessRegistration registration,
      ConsulCatalog source,
      MirrorConfig config) {
    return start(new CatalogMirror(node, registration, config.imports() ? source : null, config));
  }

  /** Begins to register this member's own services. */
  public static CatalogMirror start(
      GossipNode node, AgentlessRegistration registration, MirrorConfig config) {
    if (config.imports()) {
      throw new IllegalArgumentException("imports need a catalog to come from");
    }
    return start(new CatalogMirror(node, registration, null, config));
  }

  private static CatalogMirror start(CatalogMirror mirror) {
    mirror.recover();
    mirror.watches.add(
        mirror.node.services().watchAll(snapshot -> mirror.reconcile(), mirror.loop));
    if (mirror.source != null) {
      mirror.watches.add(mirror.source.watchAll(snapshot -> mirror.reconcile(), mirror.loop));
    }
    mirror.loop.scheduleWithFixedDelay(
        mirror::reconcileSafely, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return mirror;
  }

  /** What an earlier life of this member imported, and its data directory kept. */
  private void recover() {
    for (ServiceInstance instance : node.services().registrations()) {
      if (Origin.isFromConsul(instance)) {
        imported.put(instance.id(), instance.toBuilder().node("").build());
      }
    }
  }

  private void reconcileSafely() {
    try {
      reconcile();
    } catch (RuntimeException e) {
      log.error("mirroring failed; it is tried again", e); // an exception would end the schedule
    }
  }

  private void reconcile() {
    GossipCatalog gossip = node.services();
    MirrorPlan plan = new MirrorPlan(config, node.name(), node.members());
    become(
        exported,
        plan.toConsul(gossip.registrations(), gossip.snapshot()),
        registration::register,
        registration::deregister);
    if (source == null) {
      become(imported, Map.of(), gossip::register, gossip::deregister);
      return;
    }
    CatalogSnapshot known = source.snapshot();
    // A datacenter has its own service at least: before that is seen, nothing is known to be gone.
    if (!known.services().isEmpty()) {
      become(imported, plan.toGossip(known), gossip::register, gossip::deregister);
    }
  }

  private void become(
      Map<String, ServiceInstance> registered,
      Map<String, ServiceInstance> wanted,
      Function<ServiceInstance, CompletableFuture<Void>> register,
      Function<String, CompletableFuture<Boolean>> deregister) {
    for (String id : List.copyOf(registered.keySet())) {
      if (!wanted.containsKey(id)) {
        registered.remove(id);
        CompletableFuture<Boolean> unused = deregister.apply(id);
      }
    }
    for (ServiceInstance instance : wanted.values()) {
      if (!instance.equals(registered.put(instance.id(), instance))) {
        carry(instance, register);
      }
    }
  }

  /** What one side refuses is told once, and again when it has changed. */
  private void carry(
      ServiceInstance instance, Function<ServiceInstance, CompletableFuture<Void>> register) {
    try {
      CompletableFuture<Void> unused =
          register.apply(instance).whenComplete((done, failure) -> complain(instance, failure));
    } catch (IllegalArgumentException e) {
      complain(instance, e);
    }
  }

  private void complain(ServiceInstance instance, @Nullable Throwable failure) {
    if (failure != null && !loop.isShutdown()) {
      log.warn("service {} is not carried over: {}", instance.id(), failure.toString());
    }
  }

  /** Stops carrying; what is registered stays as it is. */
  @Override
  public void close() {
    watches.forEach(Subscription::close);
    loop.shutdown();
  }
}
