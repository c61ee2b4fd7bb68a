package io.paceline.consul;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consul's catalog as a {@link ServiceCatalog}. It follows services by blocking queries and answers
 * from memory, so what was known is served on while no server can be reached; {@link #freshness}
 * tells how far behind that may be.
 *
 * <p>It shows the services that it follows: those of its configuration, those that somebody
 * watches, and for a while those that were looked up. The first lookup of another one finds nothing
 * and starts to follow it; use {@link #fetch} where that will not do, or {@code followAll}.
 *
 * <p>Safe for use by many threads; no method blocks.
 */
public final class ConsulCatalog implements ServiceCatalog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulCatalog.class);

  private static final Duration BACKOFF_FIRST = Duration.ofMillis(250);
  private static final Duration BACKOFF_LONGEST = Duration.ofSeconds(30);

  private final ConsulServers servers;
  private final CatalogConfig config;
  private final SnapshotPublisher publisher = new SnapshotPublisher();
  private final Semaphore blockingPermits = new Semaphore(ConsulConfig.WATCHES_PER_SERVER_MAX);
  private final BrokenTogether brokenTogether;

  /** Followed for good, or while somebody watches. */
  private final Map<String, Pinned> pinned = new ConcurrentHashMap<>();

  /** Followed because somebody asked lately. */
  private final Cache<String, ServiceFollower> lookedUp;

  private final AtomicBoolean full = new AtomicBoolean();
  private final @Nullable ServiceListFollower listFollower;
  private volatile boolean closed;

  /** A follower and the number of those who want it. */
  private record Pinned(ServiceFollower follower, int wanted) {}

  private ConsulCatalog(ConsulServers servers, CatalogConfig config) {
    this.servers = servers;
    this.config = config;
    this.brokenTogether = new BrokenTogether(servers.random());
    this.lookedUp =
        Caffeine.newBuilder()
            .maximumSize(config.followedMax())
            .expireAfterAccess(config.idle())
            .scheduler(Scheduler.systemScheduler())
            .<String, ServiceFollower>evictionListener(
                (name, follower, cause) -> end(name, follower, cause))
            .build();
    this.listFollower = config.followAll() ? new ServiceListFollower(servers, config, this) : null;
  }

  /** Begins to follow. The servers stay the caller's to close, after this. */
  public static ConsulCatalog start(ConsulServers servers, CatalogConfig config) {
    ConsulCatalog catalog = new ConsulCatalog(servers, config);
    config.services().forEach(catalog::follow);
    if (catalog.listFollower != null) {
      catalog.listFollower.start();
    }
    return catalog;
  }

  @Override
  public CatalogSnapshot snapshot() {
    return publisher.current();
  }

  @Override
  public ServiceView lookup(String service) {
    follower(service);
    return snapshot().service(service);
  }

  /** The view of a service as soon as there has been an answer; at once if it is followed. */
  public CompletableFuture<ServiceView> fetch(String service) {
    ServiceFollower follower = follower(service);
    return follower == null
        ? CompletableFuture.failedFuture(new IllegalStateException("the catalog is closed or full"))
        : follower.first().thenApply(found -> snapshot().service(service));
  }

  /** How far behind a service's view may be; one that is not followed is not known. */
  public Freshness freshness(String service) {
    Pinned entry = pinned.get(key(service));
    ServiceFollower follower =
        entry != null ? entry.follower() : lookedUp.asMap().get(key(service));
    return follower != null
        ? follower.freshness()
        : new Freshness(false, Duration.ZERO, true, Optional.of("not followed"));
  }

  /** That of the followed service which is furthest behind. */
  @Override
  public Duration staleness() {
    return Stream.concat(
            pinned.values().stream().map(Pinned::follower), lookedUp.asMap().values().stream())
        .map(ServiceFollower::freshness)
        .filter(Freshness::stale)
        .map(Freshness::age)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Follows a service until {@link #unfollow}; each call needs one of its own. */
  void follow(String service) {
    String key = key(service);
    pinned.compute(
        key,
        (name, entry) -> {
          if (entry != null) {
            return new Pinned(entry.follower(), entry.wanted() + 1);
          }
          ServiceFollower known = lookedUp.asMap().remove(name);
          return new Pinned(known != null ? known : newFollower(service), 1);
        });
  }

  void unfollow(String service) {
    pinned.computeIfPresent(
        key(service),
        (name, entry) -> {
          if (entry.wanted() > 1) {
            return new Pinned(entry.follower(), entry.wanted() - 1);
          }
          entry.follower().close();
          publisher.publish(service, List.of());
          return null;
        });
  }

  @Override
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    follow(service);
    Subscription watch = publisher.watches().watch(service, listener, executor);
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      watch.close();
      if (open.getAndSet(false)) {
        unfollow(service);
      }
    };
  }

  /**
   * Follows the whole catalog: the listener is first given the current snapshot, then the newest
   * one whenever there is a newer one and its turn comes; those between are skipped. It widens
   * nothing: what is not followed is not in the snapshots.
   */
  public Subscription watchAll(Consumer<? super CatalogSnapshot> listener, Executor executor) {
    return publisher.watches().watchAll(listener, executor);
  }

  /** The follower of a service, a new one if need be and if there is room. */
  private @Nullable ServiceFollower follower(String service) {
    Pinned entry = pinned.get(key(service));
    if (entry != null) {
      return entry.follower();
    }
    ServiceFollower known = lookedUp.getIfPresent(key(service));
    return known != null || closed || !hasRoom()
        ? known
        : lookedUp.get(key(service), name -> newFollower(service));
  }

  /** Whoever looks up invented names must not push out what is in use. */
  boolean hasRoom() {
    boolean room = pinned.size() + lookedUp.estimatedSize() < config.followedMax();
    if (!room && !full.getAndSet(true)) {
      log.warn("more than {} services: the others are not followed", config.followedMax());
    }
    return room;
  }

  private ServiceFollower newFollower(String service) {
    FollowedService state =
        new FollowedService(
            service,
            config.consistency(),
            config.maxStale(),
            servers.config().timeouts(),
            new Backoff(BACKOFF_FIRST, BACKOFF_LONGEST, servers.random()),
            servers.nanoTime());
    return new ServiceFollower(servers, state, blockingPermits, brokenTogether, publisher).start();
  }

  private void end(@Nullable String name, @Nullable ServiceFollower follower, RemovalCause cause) {
    if (follower != null && name != null) {
      log.debug("service {} is no longer followed: {}", name, cause);
      follower.close();
      publisher.publish(name, List.of());
    }
  }

  /** Names are the same to Consul whatever their letter case. */
  private static String key(String service) {
    return service.toLowerCase(Locale.ROOT);
  }

  /** Stops following; the last snapshot can still be read. */
  @Override
  public void close() {
    closed = true;
    if (listFollower != null) {
      listFollower.close();
    }
    pinned.values().forEach(entry -> entry.follower().close());
    lookedUp.asMap().values().forEach(ServiceFollower::close);
    publisher.watches().close();
  }
}
