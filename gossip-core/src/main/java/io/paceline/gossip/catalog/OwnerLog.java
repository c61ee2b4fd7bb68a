package io.paceline.gossip.catalog;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one owner's log: per service id the record with the highest version. The owner counts
 * every change, so a version names one change, and a removal is a record without a body.
 *
 * <p>Merging is commutative, associative and idempotent: per id the higher version wins; a later
 * life of the log (see {@link LogId}) replaces an earlier one. Two things keep a replica from
 * showing what is gone:
 *
 * <ol>
 *   <li>The <em>floor</em>. An owner forgets old tombstones and raises the floor to the last
 *       forgotten version. A record up to the floor is therefore believed only from a whole block,
 *       and a replica that has not seen everything up to the floor needs one.
 *   <li><em>Completeness</em>. Having seen version 7 says nothing about version 6. {@link
 *       VersionRanges} keeps what was seen, and only the gapless part counts when replicas compare
 *       themselves.
 * </ol>
 */
final class OwnerLog {
  /** Told what a merge changes, before the log is changed further. */
  interface ChangeListener {
    void onChange(@Nullable ServiceInstance before, @Nullable ServiceInstance after);
  }

  private static final ChangeListener NOBODY = (before, after) -> {};

  private final String owner;
  private final long hash;
  private final Map<String, CatalogRecord> byId = new LinkedHashMap<>();
  private final TreeMap<Long, CatalogRecord> byVersion = new TreeMap<>();

  private LogId life;
  private VersionRanges seen = new VersionRanges();
  private long floor;
  private long bytes;
  private int tombstones;

  /** Every digest asks for it, and it changes only with the life, the floor or what was seen. */
  private long fold;

  private boolean foldIsCurrent;
  private Runnable foldWatcher = () -> {};
  private ChangeListener listener = NOBODY;

  OwnerLog(String owner, LogId life) {
    this.owner = owner;
    this.hash = StableHash.of(owner);
    this.life = life;
  }

  String owner() {
    return owner;
  }

  /** Where it lies in the space that digests divide. */
  long hash() {
    return hash;
  }

  LogId life() {
    return life;
  }

  long floor() {
    return floor;
  }

  /** Every change up to here is known. */
  long upTo() {
    return seen.upTo();
  }

  /** It knows later changes than one that it lacks. */
  boolean hasGap() {
    return seen.hasGap();
  }

  /** It lacks changes whose tombstones are forgotten, so that only the whole log can help. */
  boolean isBehindFloor() {
    return seen.upTo() < floor;
  }

  /** What the records count against the limits. */
  long bytes() {
    return bytes;
  }

  /** Records, tombstones included. */
  int size() {
    return byId.size();
  }

  /** Records that are no tombstones. */
  int services() {
    return byId.size() - tombstones;
  }

  boolean contains(String id) {
    CatalogRecord record = byId.get(id);
    return record != null && !record.isTombstone();
  }

  @Nullable CatalogRecord record(String id) {
    return byId.get(id);
  }

  /** The services that can be shown. */
  List<ServiceInstance> instances() {
    List<ServiceInstance> instances = new ArrayList<>();
    for (CatalogRecord record : byId.values()) {
      if (record.instance() != null) {
        instances.add(record.instance());
      }
    }
    return instances;
  }

  Collection<CatalogRecord> records() {
    return Collections.unmodifiableCollection(byId.values());
  }

  void listener(ChangeListener newListener) {
    listener = newListener;
  }

  /** Who is to know that {@link #fold} may have changed. */
  void foldWatcher(Runnable newWatcher) {
    foldWatcher = newWatcher;
  }

  private void forgetFold() {
    foldIsCurrent = false;
    foldWatcher.run();
  }

  /** Stands for the log in a digest: two copies with the same fold hold the same records. */
  long fold() {
    if (!foldIsCurrent) {
      long sum = StableHash.with(hash, life.epoch());
      sum = StableHash.with(sum, life.bootId());
      sum = StableHash.with(sum, upTo());
      fold = StableHash.with(sum, floor);
      foldIsCurrent = true;
    }
    return fold;
  }

  // The owner's own changes.

  /** The owner registers or replaces a service. */
  void put(String id, Bytes body, ServiceInstance instance) {
    apply(new CatalogRecord(id, nextVersion(), body, instance));
  }

  /** The owner removes a service that the log contains. */
  void remove(String id) {
    apply(CatalogRecord.tombstone(id, nextVersion()));
  }

  private long nextVersion() {
    forgetFold();
    long version = seen.upTo() + 1;
    seen.add(version - 1, version);
    return version;
  }

  /** The same records under a new life. */
  void beginLife(LogId newLife) {
    forgetFold();
    life = newLife;
  }

  /** Forgets tombstones up to a version. */
  void raiseFloor(long newFloor) {
    if (newFloor > floor) {
      forgetFold();
      floor = newFloor;
      for (CatalogRecord record : List.copyOf(byVersion.headMap(newFloor, true).values())) {
        if (record.isTombstone()) {
          forget(record);
        }
      }
    }
  }

  // Replication.

  /** All changes after a version, or the whole log where that is not enough. */
  LogBlock blockAfter(LogId theirLife, long theirUpTo) {
    boolean follows = theirLife.equals(life) && theirUpTo >= floor;
    return follows ? block(Math.min(theirUpTo, upTo()), upTo()) : wholeBlock();
  }

  LogBlock block(long from, long to) {
    List<CatalogRecord> records = List.copyOf(byVersion.subMap(from, false, to, true).values());
    return new LogBlock(owner, life, floor, from, to, false, records);
  }

  LogBlock wholeBlock() {
    return new LogBlock(owner, life, floor, 0, upTo(), true, List.copyOf(byVersion.values()));
  }

  /** Replaces everything by an empty log of a later life. */
  void restart(LogId newLife) {
    forgetFold();
    for (CatalogRecord record : List.copyOf(byId.values())) {
      forget(record);
    }
    life = newLife;
    floor = 0;
    seen = new VersionRanges();
  }

  /**
   * Takes in a block of this same life.
   *
   * @return whether it held anything new
   */
  boolean merge(LogBlock block) {
    forgetFold();
    return block.whole() ? mergeWhole(block) : mergePart(block);
  }

  private boolean mergePart(LogBlock block) {
    boolean news = block.floor() > floor;
    raiseFloor(block.floor());
    for (CatalogRecord record : block.records()) {
      if (record.version() > floor && isNewer(record)) {
        apply(record);
        news = true;
      }
    }
    // below the floor the block is silent about forgotten tombstones
    return seen.add(Math.max(block.from(), floor), block.to()) || news;
  }

  private boolean mergeWhole(LogBlock block) {
    if (block.to() < floor) {
      return false; // older than tombstones that we forgot: it may list what they removed
    }
    boolean news = block.floor() > floor || block.to() > upTo();
    raiseFloor(block.floor());
    if (block.to() > upTo()) {
      List<CatalogRecord> listed = block.records().stream().filter(this::isWorthKeeping).toList();
      listed.stream().filter(this::isNewer).forEach(this::apply);
      sweep(listed, block.to());
      seen.add(0, block.to());
    }
    return news;
  }

  private boolean isWorthKeeping(CatalogRecord record) {
    return !record.isTombstone() || record.version() > floor;
  }

  /** Forgets what a whole log does not list. */
  private void sweep(List<CatalogRecord> listed, long to) {
    Set<String> ids = new HashSet<>();
    listed.forEach(record -> ids.add(record.id()));
    for (CatalogRecord record : List.copyOf(byVersion.headMap(to, true).values())) {
      if (!ids.contains(record.id())) {
        forget(record);
      }
    }
  }

  /** How many bytes a block of this same life would add. */
  long growth(LogBlock block) {
    long growth = block.whole() ? -bytes : 0;
    for (CatalogRecord record : block.records()) {
      CatalogRecord held = block.whole() ? null : byId.get(record.id());
      growth += record.bytes() - (held == null ? 0 : held.bytes());
    }
    return growth;
  }

  /** How many ids it would have after a block of this same life, at most. */
  int sizeWith(LogBlock block) {
    if (block.whole()) {
      return block.records().size();
    }
    long added = block.records().stream().filter(r -> !byId.containsKey(r.id())).count();
    return byId.size() + (int) added;
  }

  private boolean isNewer(CatalogRecord record) {
    CatalogRecord held = byId.get(record.id());
    // one version names one change; an owner that breaks this is not followed
    return (held == null || held.version() < record.version())
        && !byVersion.containsKey(record.version());
  }

  private void apply(CatalogRecord record) {
    CatalogRecord before = byId.get(record.id());
    if (before != null) {
      byVersion.remove(before.version());
      bytes -= before.bytes();
      if (before.isTombstone()) {
        tombstones--;
        byId.remove(record.id()); // so that a new registration comes last in their order
      }
    }
    byId.put(record.id(), record);
    byVersion.put(record.version(), record);
    bytes += record.bytes();
    tombstones += record.isTombstone() ? 1 : 0;
    listener.onChange(before == null ? null : before.instance(), record.instance());
  }

  private void forget(CatalogRecord record) {
    byId.remove(record.id());
    byVersion.remove(record.version());
    bytes -= record.bytes();
    tombstones -= record.isTombstone() ? 1 : 0;
    listener.onChange(record.instance(), null);
  }
}
