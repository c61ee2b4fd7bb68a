package io.paceline.gossip.catalog;

import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All logs of the cluster that this node holds. Those of owners that are up and capable are
 * <em>shown</em>: they take part in digests and are visible. Those of owners that are down are kept
 * for a while, hidden and closed to change.
 */
final class Replicas {
  /** What became of a block. */
  enum Outcome {
    /** Something in it was new. */
    NEWS,
    /** All of it was known, or belongs to an earlier life of the log. */
    KNOWN,
    /** It continues a later life of the log, of which the beginning is missing. */
    NEEDS_WHOLE,
    /** Its owner is not up here, or not capable. */
    UNKNOWN_OWNER,
    /** It would exceed a limit. */
    REFUSED
  }

  private record Place(long hash, String owner) {
    static final Comparator<Place> ORDER =
        ((Comparator<Place>) (a, b) -> Long.compareUnsigned(a.hash, b.hash))
            .thenComparing(Place::owner);

    static Place of(OwnerLog log) {
      return new Place(log.hash(), log.owner());
    }
  }

  private final CatalogConfig config;
  private final Peers peers;
  private final CatalogView view;
  private final Counters counters;

  private final Map<String, OwnerLog> logs = new LinkedHashMap<>();
  private final TreeMap<Place, OwnerLog> shown = new TreeMap<>(Place.ORDER);

  /** Owners that are down, longest first, with the time since when. */
  private final Map<String, Long> downSince = new LinkedHashMap<>();

  private long bytes;

  /** Of the whole space: every digest asks for them, and they rarely change. */
  private @Nullable List<Long> folds;

  Replicas(CatalogConfig config, Peers peers, CatalogView view, Counters counters) {
    this.config = config;
    this.peers = peers;
    this.view = view;
    this.counters = counters;
  }

  @Nullable OwnerLog log(String owner) {
    return logs.get(owner);
  }

  /** Whether it takes part in digests and is visible. */
  boolean isShown(OwnerLog log) {
    return shown.containsKey(Place.of(log));
  }

  int size() {
    return logs.size();
  }

  /** Records of all logs, tombstones included. */
  int records() {
    return logs.values().stream().mapToInt(OwnerLog::size).sum();
  }

  /** The logs of owners in a range that are shown, in the order of their hashes. */
  List<OwnerLog> shownIn(HashRange range) {
    List<OwnerLog> found = new ArrayList<>();
    eachIn(range, found::add);
    return found;
  }

  /** One fold for each part of a range. The sum does not depend on the order. */
  List<Long> folds(HashRange range) {
    if (!range.equals(HashRange.ALL)) {
      return sums(range);
    }
    if (folds == null) {
      folds = sums(range);
    }
    return folds;
  }

  private void forgetFolds() {
    folds = null;
  }

  private List<Long> sums(HashRange range) {
    long[] sums = new long[HashRange.PARTS];
    eachIn(range, log -> sums[range.partOf(log.hash())] += log.fold());
    return Arrays.stream(sums).boxed().toList();
  }

  private void eachIn(HashRange range, Consumer<OwnerLog> action) {
    for (OwnerLog log : shown.tailMap(new Place(range.first(), ""), true).values()) {
      if (!range.contains(log.hash())) {
        return;
      }
      action.accept(log);
    }
  }

  /** The local log takes part from now on. Its changes do not pass through here. */
  void publish(OwnerLog local) {
    add(local);
  }

  private void add(OwnerLog log) {
    log.foldWatcher(this::forgetFolds);
    logs.put(log.owner(), log);
    show(log);
  }

  private void show(OwnerLog log) {
    shown.put(Place.of(log), log);
    forgetFolds();
  }

  /** Whether it was shown. */
  private boolean hide(OwnerLog log) {
    forgetFolds();
    return shown.remove(Place.of(log)) != null;
  }

  // What membership says.

  void onUp(CatalogPeer peer) {
    OwnerLog log = logs.get(peer.name());
    List<ServiceInstance> instances = log == null ? List.of() : log.instances();
    view.show(peer, peer.isCapable() ? instances : List.of());
    if (log == null) {
      return;
    }
    downSince.remove(peer.name());
    if (peer.isCapable()) {
      show(log);
    } else { // its place was taken by a program without a catalog
      view.hideServices(instances);
      forget(log);
    }
  }

  void onDown(long nowNanos, String name) {
    OwnerLog log = logs.get(name);
    view.hide(name, log == null ? List.of() : log.instances());
    if (log != null && hide(log)) {
      downSince.put(name, nowNanos);
    }
    if (downSince.size() > CatalogLimits.LOGS_DOWN) {
      forgetLongestDown();
    }
  }

  /** Forgets the logs of owners that have been down for too long. */
  void expire(long nowNanos) {
    long keep = config.downKeep().toNanos();
    while (!downSince.isEmpty()) {
      long longest = downSince.values().iterator().next();
      if (nowNanos - longest < keep) {
        return;
      }
      forgetLongestDown();
    }
  }

  private void forgetLongestDown() {
    String name = downSince.keySet().iterator().next();
    downSince.remove(name);
    OwnerLog log = logs.get(name);
    if (log != null) {
      forget(log);
    }
  }

  private void forget(OwnerLog log) {
    bytes -= log.bytes();
    logs.remove(log.owner());
    hide(log);
    downSince.remove(log.owner());
  }

  // What peers say.

  Outcome merge(LogBlock block) {
    if (peers.capable(block.owner()) == null) {
      return Outcome.UNKNOWN_OWNER;
    }
    OwnerLog log = logs.get(block.owner());
    if (log != null && log.life().isAfter(block.life())) {
      return Outcome.KNOWN;
    }
    boolean begins = log == null || block.life().isAfter(log.life());
    if (begins && log != null && !block.whole() && log.size() > 0) {
      return Outcome.NEEDS_WHOLE; // or else what lives on would vanish for a moment
    }
    if (!hasRoomFor(log, begins, block)) {
      return Outcome.REFUSED;
    }
    return merge(log == null ? newLog(block) : log, block);
  }

  private Outcome merge(OwnerLog log, LogBlock block) {
    long before = log.bytes();
    boolean restarts = block.life().isAfter(log.life());
    if (restarts) {
      log.restart(block.life());
    }
    boolean news = log.merge(block) || restarts;
    bytes += log.bytes() - before;
    countNotUnderstood(block);
    return news ? Outcome.NEWS : Outcome.KNOWN;
  }

  private OwnerLog newLog(LogBlock block) {
    String owner = block.owner();
    OwnerLog log = new OwnerLog(owner, new LogId(-1, 0)); // before every life
    log.listener((before, after) -> view.change(owner, before, after));
    add(log);
    return log;
  }

  private boolean hasRoomFor(@Nullable OwnerLog log, boolean begins, LogBlock block) {
    OwnerLog base = log == null || begins ? new OwnerLog(block.owner(), block.life()) : log;
    long ownerBytes = base.bytes() + base.growth(block);
    long heldBytes = log == null ? 0 : log.bytes();
    if (ownerBytes <= heldBytes) {
      return true; // whoever is above a limit may still remove
    }
    return ownerBytes <= config.ownerBytesMax()
        && base.sizeWith(block) <= config.ownerRecordsMax() + CatalogLimits.TOMBSTONES
        && hasTotalRoomFor(ownerBytes - heldBytes);
  }

  /** Makes room at the cost of logs that are hidden anyway. */
  private boolean hasTotalRoomFor(long more) {
    while (bytes + more > config.totalBytesMax() && !downSince.isEmpty()) {
      forgetLongestDown();
    }
    return bytes + more <= config.totalBytesMax();
  }

  private void countNotUnderstood(LogBlock block) {
    for (CatalogRecord record : block.records()) {
      if (!record.isTombstone() && record.instance() == null) {
        counters.increment(CatalogCounter.NOT_UNDERSTOOD);
      }
    }
  }
}
