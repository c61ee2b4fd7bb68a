package io.paceline.gossip.catalog;

import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.DeadlineQueue.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings the local log before the others: under which epoch its life begins, and when its changes
 * are sent.
 *
 * <p>A node that starts keeps its log to itself until there is somebody to tell. It asks the first
 * members that it meets what they remember of it, and chooses its epoch when one has answered, or
 * none within {@link CatalogConfig#epochHold}. Should somebody remember more of it later, it begins
 * a new life above that.
 *
 * <p>A log in which nothing was ever written, of an owner that nobody remembers, is no news: it is
 * published with its first change. In a large cluster most members own no service, and each log
 * would be held by everybody.
 */
final class Publication {
  /** Local changes that follow each other closer than this share their packets. */
  private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Two nodes that claim one name raise their epochs no faster than this. */
  private static final long RAISE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Members asked for what they remember of us, if none answers. */
  private static final int ASKS = 4;

  private final CatalogConfig config;
  private final CatalogOutbox outbox;
  private final DeadlineQueue timers;
  private final Counters counters;
  private final Peers peers;
  private final Replicas replicas;
  private final LocalLog local;
  private final Rumours rumours;
  private final AntiEntropy antiEntropy;

  private @Nullable Timer hold;
  private @Nullable Timer flush;
  private @Nullable Timer raise;

  /** Whether the others know that the log is there. */
  private boolean told;

  /** Local changes up to here were sent. */
  private long sentUpTo;

  private long lastFlushNanos;
  private long lastRaiseNanos;

  Publication(
      CatalogConfig config,
      CatalogOutbox outbox,
      DeadlineQueue timers,
      Counters counters,
      Peers peers,
      Replicas replicas,
      LocalLog local,
      Rumours rumours,
      AntiEntropy antiEntropy) {
    this.config = config;
    this.outbox = outbox;
    this.timers = timers;
    this.counters = counters;
    this.peers = peers;
    this.replicas = replicas;
    this.local = local;
    this.rumours = rumours;
    this.antiEntropy = antiEntropy;
  }

  void start(long nowNanos) {
    lastFlushNanos = nowNanos - FLUSH_NANOS;
    lastRaiseNanos = nowNanos - RAISE_NANOS;
  }

  // The epoch.

  /** There is somebody to tell. Asks members one after the other, until one answers. */
  void onAudience(long nowNanos) {
    if (hold != null || local.isPublished()) {
      return;
    }
    hold = timers.at(nowNanos + config.epochHold().toNanos(), this::publish);
    long step = config.epochHold().toNanos() / ASKS;
    ask(nowNanos);
    for (int i = 1; i < ASKS; i++) {
      timers.at(nowNanos + i * step, this::ask);
    }
  }

  private void ask(long nowNanos) {
    if (!local.isPublished()) {
      peers.random(1, List.of()).forEach(peer -> antiEntropy.compareWith(peer, true));
    }
  }

  /** Somebody told what it remembers of us, or nobody did in time. */
  void publish(long nowNanos) {
    if (hold != null) {
      hold.cancel();
    }
    if (!local.isPublished()) {
      beginLife(nowNanos);
    }
  }

  /** A peer holds this much of the local log. */
  void onClaim(long nowNanos, LogId life, long upTo) {
    boolean contradicted = local.isContradictedBy(life, upTo);
    local.hear(life.epoch());
    if (contradicted && raise == null) {
      counters.increment(CatalogCounter.EPOCHS_RAISED);
      long earliest = lastRaiseNanos + RAISE_NANOS;
      if (earliest - nowNanos <= 0) {
        beginLife(nowNanos);
      } else {
        raise = timers.at(earliest, this::beginLife);
      }
    }
  }

  private void beginLife(long nowNanos) {
    raise = null;
    lastRaiseNanos = nowNanos;
    outbox.epochChosen(local.beginLife());
    if (!local.isBlank()) {
      tell(nowNanos);
    }
  }

  private void tell(long nowNanos) {
    told = true;
    replicas.publish(local.log());
    sentUpTo = local.log().upTo();
    rumours.spread(nowNanos, List.of(local.log().wholeBlock()), List.of());
  }

  // Changes.

  /** The local log has changed. */
  void onLocalChange(long nowNanos) {
    if (!local.isPublished() || flush != null) {
      return;
    }
    if (nowNanos - lastFlushNanos >= FLUSH_NANOS) {
      flush(nowNanos);
    } else {
      flush = timers.at(lastFlushNanos + FLUSH_NANOS, this::flush);
    }
  }

  private void flush(long nowNanos) {
    flush = null;
    lastFlushNanos = nowNanos;
    OwnerLog log = local.log();
    if (!told) {
      tell(nowNanos);
    } else if (log.upTo() > sentUpTo) {
      LogBlock changes = log.block(sentUpTo, log.upTo());
      sentUpTo = log.upTo();
      rumours.spread(nowNanos, List.of(changes), List.of());
    }
  }
}
