package io.paceline.gossip.catalog;

import io.paceline.gossip.catalog.CatalogMessage.Digest;
import io.paceline.gossip.catalog.CatalogMessage.LogState;
import io.paceline.gossip.catalog.CatalogMessage.Request;
import io.paceline.gossip.catalog.CatalogMessage.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Repairs what rumours missed, by comparison with one random member at a time.
 *
 * <pre>{@code
 * A  --- Digest: 32 folds ------------------------->  B   equal: the end, after about 300 bytes
 * A  <-- Summary of the parts that differ ----------  B   crowded parts: a Digest of the part
 * A  --- Request: logs where B is ahead ----------->  B
 * A  --- Summary: logs where A is ahead ----------->  B   B requests them
 * A  <-- Blocks ------------------------------------  B
 * }</pre>
 *
 * <p>Records are only ever sent to who asks for them, since only the receiver knows whether it can
 * take them: whether the owner is up in its table, and whether it has room. The comparison ends by
 * itself, since a summary is answered only where one side is ahead.
 */
final class AntiEntropy {
  private final CatalogConfig config;
  private final String localName;
  private final Replicas replicas;
  private final Peers peers;
  private final Courier courier;

  private final RateBudget answers = new RateBudget(CatalogLimits.ANSWER_BYTES);

  /** Owners beyond a limit, and until when they are not asked for. */
  private final Map<String, Long> refusedUntil = new HashMap<>();

  AntiEntropy(
      CatalogConfig config, String localName, Replicas replicas, Peers peers, Courier courier) {
    this.config = config;
    this.localName = localName;
    this.replicas = replicas;
    this.peers = peers;
    this.courier = courier;
  }

  /**
   * Opens a comparison of everything.
   *
   * @param asks whether an answer is wanted even if all is equal
   */
  void compareWith(CatalogPeer peer, boolean asks) {
    courier.send(peer, digest(HashRange.ALL, asks));
  }

  private Digest digest(HashRange range, boolean asks) {
    return new Digest(localName, range, replicas.folds(range), asks);
  }

  /** The log of this owner was refused: there is no use in asking for it again soon. */
  void onRefused(long nowNanos, String owner) {
    refusedUntil.put(owner, nowNanos + CatalogLimits.REFUSAL_NANOS);
  }

  void onPurged(String owner) {
    refusedUntil.remove(owner);
  }

  /** Tells a peer what is remembered of its own log. */
  void remind(CatalogPeer peer) {
    OwnerLog log = replicas.log(peer.name());
    List<LogState> remembered = log == null ? List.of() : List.of(LogState.of(log));
    courier.send(peer, new Summary(localName, List.of(), remembered));
  }

  /** Asks for a whole log. */
  void requestWhole(CatalogPeer peer, String owner) {
    courier.send(peer, new Request(localName, List.of(LogState.none(owner))));
  }

  /** Asks for what a log lacks. */
  void request(CatalogPeer peer, OwnerLog log) {
    courier.send(peer, new Request(localName, List.of(wanted(log))));
  }

  /** Only a whole log helps who is behind the floor, whatever floor the other one has. */
  private static LogState wanted(OwnerLog log) {
    return log.isBehindFloor() ? LogState.none(log.owner()) : LogState.of(log);
  }

  void onDigest(CatalogPeer sender, Digest digest) {
    if (digest.asks()) {
      remind(sender); // first, since the sender publishes as soon as it hears anything
    }
    HashRange range = digest.range();
    List<Long> ours = replicas.folds(range);
    List<HashRange> toList = new ArrayList<>();
    for (int i = 0; i < HashRange.PARTS; i++) {
      long theirs = digest.folds().get(i);
      if (ours.get(i) != theirs) {
        compare(sender, range.isTiny() ? range : range.part(i), theirs == 0, toList);
      }
    }
    sendSummaries(sender, toList);
  }

  private void compare(
      CatalogPeer sender, HashRange part, boolean theirsIsEmpty, List<HashRange> toList) {
    boolean crowded = replicas.shownIn(part).size() > CatalogLimits.LISTED_OWNERS;
    if (crowded && !theirsIsEmpty && !part.isTiny()) {
      courier.send(sender, digest(part, false));
    } else {
      addJoined(toList, part);
    }
  }

  /** Neighbours become one range. */
  private static void addJoined(List<HashRange> ranges, HashRange part) {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).equals(part)) {
      return; // a tiny range, which was not divided
    }
    if (last >= 0 && ranges.get(last).last() + 1 == part.first()) {
      ranges.set(last, new HashRange(ranges.get(last).first(), part.last()));
    } else {
      ranges.add(part);
    }
  }

  private void sendSummaries(CatalogPeer to, List<HashRange> ranges) {
    int bytes = 0;
    for (HashRange range : ranges) {
      for (OwnerLog log : replicas.shownIn(range)) {
        bytes += CatalogCodec.stateBytes(log.owner());
      }
    }
    boolean few = bytes <= CatalogLimits.PACKETS_PER_ANSWER * config.packetBytesMax();
    int bodyBytes = few ? config.packetBytesMax() : CatalogLimits.STREAM_BYTES;
    SummaryPacker packer = new SummaryPacker(localName, bodyBytes);
    for (HashRange range : ranges) {
      packer.add(range, replicas.shownIn(range));
    }
    packer.summaries().forEach(summary -> courier.send(to, summary));
  }

  /**
   * Requests what the sender is ahead in, and tells it where we are.
   *
   * @return whether anything was requested
   */
  boolean onSummary(long nowNanos, CatalogPeer sender, Summary summary) {
    Set<String> listed = new HashSet<>();
    List<LogState> wanted = new ArrayList<>();
    List<LogState> ahead = new ArrayList<>();
    for (LogState theirs : summary.logs()) {
      listed.add(theirs.owner());
      compare(nowNanos, theirs, wanted, ahead);
    }
    for (HashRange range : summary.ranges()) {
      for (OwnerLog log : replicas.shownIn(range)) {
        if (!listed.contains(log.owner()) && !log.isBehindFloor()) {
          ahead.add(LogState.of(log));
        }
      }
    }
    if (!wanted.isEmpty()) {
      courier.send(sender, new Request(localName, wanted));
    }
    if (!ahead.isEmpty()) {
      courier.send(sender, new Summary(localName, List.of(), ahead));
    }
    return !wanted.isEmpty();
  }

  private void compare(
      long nowNanos, LogState theirs, List<LogState> wanted, List<LogState> ahead) {
    OwnerLog log = replicas.log(theirs.owner());
    LogState ours = log == null ? LogState.none(theirs.owner()) : LogState.of(log);
    if (theirs.isAheadOf(ours) && isAcceptable(nowNanos, theirs.owner())) {
      wanted.add(log == null ? ours : wanted(log));
    }
    if (log != null && isUseful(log, theirs)) {
      ahead.add(ours);
    }
  }

  /** Whether the log would be taken in. The local one is nobody else's to tell. */
  private boolean isAcceptable(long nowNanos, String owner) {
    Long refused = refusedUntil.get(owner);
    return peers.capable(owner) != null && (refused == null || refused - nowNanos <= 0);
  }

  void onRequest(long nowNanos, CatalogPeer sender, Request request) {
    if (!answers.isLeft(nowNanos)) {
      return; // anybody can forge a small request for a large answer; the next digest asks again
    }
    List<LogBlock> blocks = new ArrayList<>();
    long bytesLeft = CatalogLimits.ANSWER_BYTES;
    for (LogState theirs : request.logs()) {
      OwnerLog log = replicas.log(theirs.owner());
      if (log != null && isUseful(log, theirs) && bytesLeft > 0) {
        LogBlock block = log.blockAfter(theirs.life(), theirs.upTo());
        bytesLeft -= BlockPacker.bytes(block);
        blocks.add(block);
      }
    }
    answers.take(nowNanos, courier.send(List.of(sender), blocks, false));
  }

  /** Whether this copy of a log may help somebody who holds that much. */
  private boolean isUseful(OwnerLog log, LogState theirs) {
    return replicas.isShown(log) && !log.isBehindFloor() && LogState.of(log).isAheadOf(theirs);
  }
}
