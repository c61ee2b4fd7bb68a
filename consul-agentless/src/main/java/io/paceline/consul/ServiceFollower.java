package io.paceline.consul;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.ServiceEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for one service again and again, on a thread of its own: consul-api blocks. What it asks and
 * when is {@link FollowedService}'s decision.
 */
final class ServiceFollower implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ServiceFollower.class);

  /** How often a server that is too far behind is exchanged for another. */
  private static final long MOVE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final long POLL_NANOS = Duration.ofSeconds(15).toNanos();

  private final ConsulServers servers;
  private final FollowedService state;
  private final Semaphore blockingPermits;
  private final BrokenTogether brokenTogether;
  private final SnapshotPublisher publisher;

  private final CompletableFuture<List<ServiceEntry>> first = new CompletableFuture<>();
  private final Cancellation cancellation = new Cancellation();
  private final Pause pause = new Pause();

  private @Nullable ConsulAddress server;
  private long movedAt;

  ServiceFollower(
      ConsulServers servers,
      FollowedService state,
      Semaphore blockingPermits,
      BrokenTogether brokenTogether,
      SnapshotPublisher publisher) {
    this.servers = servers;
    this.state = state;
    this.blockingPermits = blockingPermits;
    this.brokenTogether = brokenTogether;
    this.publisher = publisher;
  }

  ServiceFollower start() {
    Threads.daemon("paceline-consul-watch-" + state.service(), this).start();
    return this;
  }

  /** Completed by the first answer; cancelled by closing. */
  CompletableFuture<List<ServiceEntry>> first() {
    return first;
  }

  Freshness freshness() {
    return state.freshness(servers.nanoTime());
  }

  @Override
  public void run() {
    boolean blocking = blockingPermits.tryAcquire();
    try {
      long wait = state.reserve(servers.nanoTime());
      while (pause.forNanos(wait)) {
        wait = Math.max(ask(blocking), state.reserve(servers.nanoTime()));
      }
    } catch (RuntimeException | Error e) {
      log.error("following service {} ended: a bug", state.service(), e);
      first.completeExceptionally(e);
      throw e;
    } finally {
      if (blocking) {
        blockingPermits.release();
      }
      first.cancel(false);
    }
  }

  /** One request; returns how long to wait at least. */
  private long ask(boolean blocking) {
    long asked = servers.nanoTime();
    try {
      take(servers.at(server(asked), state.next(server(asked), blocking), cancellation));
      return blocking ? 0 : POLL_NANOS - servers.random().nextLong(POLL_NANOS / 5);
    } catch (ConsulException e) {
      return onFailure(asked, e);
    }
  }

  private ConsulAddress server(long now) {
    boolean move = state.shouldMove() && now - movedAt >= MOVE_NANOS;
    if (server == null || move) {
      server = servers.pick(server);
      movedAt = now;
    }
    return server;
  }

  private void take(ConsulResponse response) throws ConsulException {
    List<ServiceEntry> found = HealthAnswer.parse(response.json());
    if (state.needsConfirmation(found)) {
      ConsulResponse confirmed = servers.call(state.confirmation(), cancellation);
      found = HealthAnswer.parse(confirmed.json());
      if (found.isEmpty() && confirmed.headers().filteredByAcls()) {
        throw new ConsulException(Kind.DENIED, "the token may no longer read " + state.service());
      }
    }
    if (state.onAnswer(servers.nanoTime(), response.headers(), found)) {
      publisher.publish(state.service(), found, () -> !pause.isClosed());
    }
    first.complete(found);
  }

  private long onFailure(long asked, ConsulException e) {
    if (e.kind() == Kind.CANCELLED) {
      return 0;
    }
    long now = servers.nanoTime();
    log.debug("service {}: {}", state.service(), e.getMessage());
    if (e.kind() != Kind.OVERLOADED) {
      server = servers.pick(server);
      movedAt = now;
    }
    long broken = e.kind() == Kind.UNREACHABLE ? brokenTogether.onBroken(now) : 0;
    return state.onFailure(now - asked, e) + broken;
  }

  void close() {
    pause.close();
    cancellation.cancel();
  }
}
