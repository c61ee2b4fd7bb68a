package io.paceline.gossip.catalog;

import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/**
 * Spreads changes. Each member that hears of a change for the first time sends it at once to a few
 * others by chance [1]: a wave that passes through 60 members in four hops and reaches 94 % of them
 * with a fan-out of 3. The same few go out again at intervals and on packets that leave anyway, as
 * long as the rate allows, so that at quiet times nobody is left to the digest. Under load the wave
 * alone runs, and the digest repairs the rest.
 *
 * <p>A rumour is kept as a range of versions, not as bytes: what is sent again is what the log
 * holds then, so that an overtaken record does not travel.
 *
 * <p>[1] P. Eugster et al., "Epidemic information dissemination in distributed systems", IEEE
 * Computer 37(5), 2004: infect and die.
 */
final class Rumours {
  /** A range of a log that others may not know yet. */
  private static final class Rumour {
    final String owner;
    final LogId life;
    final long from;
    final long to;
    final boolean whole;
    int copies;

    Rumour(LogBlock block) {
      this.owner = block.owner();
      this.life = block.life();
      this.from = block.from();
      this.to = block.to();
      this.whole = block.whole();
    }
  }

  /** What a body has around its blocks. */
  private static final long HEAD_BYTES = 32;

  private final CatalogConfig config;
  private final DeadlineQueue timers;
  private final Replicas replicas;
  private final Peers peers;
  private final Courier courier;
  private final RateBudget budget;

  /** Oldest first. */
  private final List<Rumour> waiting = new ArrayList<>();

  private boolean isTicking;

  Rumours(
      CatalogConfig config, DeadlineQueue timers, Replicas replicas, Peers peers, Courier courier) {
    this.config = config;
    this.timers = timers;
    this.replicas = replicas;
    this.peers = peers;
    this.courier = courier;
    this.budget = new RateBudget(config.rumourBytesPerSecond());
  }

  /**
   * The first wave.
   *
   * @param news what was learnt; the ranges are sent as the log holds them now
   * @param except members who know it: the owner, and who told us
   */
  void spread(long nowNanos, List<LogBlock> news, List<String> except) {
    List<LogBlock> blocks = new ArrayList<>();
    for (LogBlock learnt : news) {
      Rumour rumour = new Rumour(learnt);
      LogBlock block = current(rumour);
      if (block != null) {
        blocks.add(block);
        remember(rumour);
      }
    }
    if (!blocks.isEmpty()) {
      long bytes = courier.send(peers.random(config.fanOut(), except), blocks, true);
      budget.take(nowNanos, bytes);
    }
    scheduleTick(nowNanos);
  }

  private void scheduleTick(long nowNanos) {
    if (!isTicking && !waiting.isEmpty()) {
      isTicking = true;
      timers.at(nowNanos + config.retransmitInterval().toNanos(), this::onTick);
    }
  }

  private void onTick(long nowNanos) {
    isTicking = false;
    retransmit(nowNanos);
    scheduleTick(nowNanos);
  }

  private void remember(Rumour rumour) {
    if (config.retransmits() > 0) {
      waiting.add(rumour);
    }
    if (waiting.size() > CatalogLimits.RUMOURS) {
      waiting.remove(0);
    }
  }

  /** One more round: the newest rumours, a few datagrams full, to a few members each by chance. */
  private void retransmit(long nowNanos) {
    for (int i = 0; i < CatalogLimits.PACKETS_PER_ROUND && budget.isLeft(nowNanos); i++) {
      List<LogBlock> blocks = take(config.packetBytesMax(), config.fanOut());
      if (blocks.isEmpty()) {
        return;
      }
      List<CatalogPeer> to = peers.random(config.fanOut(), List.of());
      budget.take(nowNanos, courier.send(to, blocks, true));
    }
  }

  /** Whether there is nothing to send again. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** A body for a packet that goes to a capable member anyway; empty if there is nothing to say. */
  Bytes piggyback(long nowNanos, int bytesMax) {
    if (!budget.isLeft(nowNanos)) {
      return Bytes.EMPTY;
    }
    int bytes = Math.min(bytesMax, CatalogLimits.PIGGYBACK_BYTES);
    List<Bytes> bodies = BlockPacker.pack(take(bytes, 1), true, bytes);
    if (bodies.size() != 1 || bodies.get(0).size() > bytesMax) {
      return Bytes.EMPTY;
    }
    budget.take(nowNanos, bodies.get(0).size());
    return bodies.get(0);
  }

  /** The newest rumours that fit; each leaves the queue when it was taken often enough. */
  private List<LogBlock> take(int bytesMax, int copies) {
    List<LogBlock> blocks = new ArrayList<>();
    long left = bytesMax - HEAD_BYTES;
    ListIterator<Rumour> newestFirst = waiting.listIterator(waiting.size());
    while (newestFirst.hasPrevious()) {
      Rumour rumour = newestFirst.previous();
      LogBlock block = current(rumour);
      long bytes = block == null ? 0 : BlockPacker.bytes(block);
      if (block == null || bytes > config.packetBytesMax() - HEAD_BYTES) {
        newestFirst.remove(); // outdated, or only a stream would hold it
      } else if (bytes > left) {
        return blocks;
      } else {
        blocks.add(block);
        left -= bytes;
        rumour.copies += copies;
        if (rumour.copies >= config.retransmits() * config.fanOut()) {
          newestFirst.remove();
        }
      }
    }
    return blocks;
  }

  private @Nullable LogBlock current(Rumour rumour) {
    OwnerLog log = replicas.log(rumour.owner);
    if (log == null || !log.life().equals(rumour.life)) {
      return null;
    }
    if (rumour.whole) {
      return log.isBehindFloor() ? null : log.wholeBlock();
    }
    return log.block(rumour.from, rumour.to);
  }
}
