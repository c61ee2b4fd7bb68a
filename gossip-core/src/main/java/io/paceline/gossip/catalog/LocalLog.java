package io.paceline.gossip.catalog;

import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * The local node's own log, and which life of it is the current one.
 *
 * <p>A process that restarts begins again at version 1, and must not be taken for a stale copy of
 * what it was. So each life has an epoch above all epochs that the owner knows of: the one in its
 * data directory, and those that peers remember. A peer that remembers a later one, or another boot
 * id, is answered like an accusation in SWIM: the owner raises its epoch and publishes all again.
 */
final class LocalLog {
  private record Tombstone(long version, long atNanos) {}

  private final CatalogConfig config;
  private final String node;
  private final Deque<Tombstone> tombstones = new ArrayDeque<>();

  private final OwnerLog log;
  private long epochHeard;

  LocalLog(CatalogConfig config, String node) {
    this.config = config;
    this.node = node;
    this.log = new OwnerLog(node, new LogId(0, 0));
  }

  OwnerLog log() {
    return log;
  }

  /** The epoch that a data directory kept, 0 without one, and a number that no other start has. */
  void start(long epochStored, long bootId) {
    hear(epochStored);
    log.beginLife(new LogId(0, bootId));
  }

  boolean isPublished() {
    return log.life().epoch() > 0;
  }

  /** Nothing was ever written in it, and nobody knows of an earlier life. */
  boolean isBlank() {
    return log.upTo() == 0 && log.life().epoch() <= 1;
  }

  /** Someone knows of a life with this epoch. */
  void hear(long epoch) {
    epochHeard = Math.max(epochHeard, epoch);
  }

  /** Whether a peer holds something under the local name that the current life did not write. */
  boolean isContradictedBy(LogId life, long upTo) {
    return isPublished()
        && (life.isAfter(log.life())
            || (life.epoch() == log.life().epoch() && life.bootId() != log.life().bootId())
            || (life.equals(log.life()) && upTo > log.upTo()));
  }

  /** Begins a life above every epoch heard of, with the same records. */
  long beginLife() {
    epochHeard = Math.max(epochHeard, log.life().epoch()) + 1;
    log.beginLife(new LogId(epochHeard, log.life().bootId()));
    return epochHeard;
  }

  /**
   * Registers or replaces a service.
   *
   * @return whether anything changed
   * @throws IllegalArgumentException if it breaks a limit; nothing has changed then
   */
  boolean register(ServiceInstance instance) {
    ServiceInstance own = instance.toBuilder().node(node).build();
    Bytes body = RecordCodec.encode(own);
    requireRoom(own, body);
    CatalogRecord held = log.record(own.id());
    if (held != null && held.body().equals(body)) {
      return false;
    }
    log.put(own.id(), body, asPeersSeeIt(own, body));
    return true;
  }

  private void requireRoom(ServiceInstance own, Bytes body) {
    if (body.size() > CatalogLimits.RECORD_BYTES) {
      throw new IllegalArgumentException(
          "service \"%s\" takes %d bytes, at most %d are allowed"
              .formatted(own.id(), body.size(), CatalogLimits.RECORD_BYTES));
    }
    CatalogRecord held = log.record(own.id());
    if (!log.contains(own.id()) && log.services() >= config.ownerRecordsMax()) {
      throw new IllegalArgumentException(
          "this node owns %d services, at most %d are allowed"
              .formatted(log.services(), config.ownerRecordsMax()));
    }
    long bytes = log.bytes() + body.size() - (held == null ? 0 : held.body().size());
    if (bytes > config.ownerBytesMax()) {
      throw new IllegalArgumentException(
          "the services of this node would take %d bytes, at most %d are allowed"
              .formatted(bytes, config.ownerBytesMax()));
    }
  }

  /** What the wire cannot carry, such as a fraction of a millisecond, is not shown here either. */
  private ServiceInstance asPeersSeeIt(ServiceInstance own, Bytes body) {
    try {
      return RecordCodec.decode(node, own.id(), body);
    } catch (WireFormatException e) {
      throw new IllegalArgumentException("service \"" + own.id() + "\": " + e.getMessage(), e);
    }
  }

  /** Removes a service; false if it was not there. */
  boolean deregister(long nowNanos, String id) {
    if (!log.contains(id)) {
      return false;
    }
    log.remove(id);
    tombstones.addLast(new Tombstone(log.upTo(), nowNanos));
    return true;
  }

  List<ServiceInstance> registrations() {
    return log.instances();
  }

  /** Forgets removals that are old, or too many, and raises the floor to the last of them. */
  void forgetTombstones(long nowNanos) {
    long keep = config.tombstoneKeep().toNanos();
    while (!tombstones.isEmpty()) {
      Tombstone oldest = Objects.requireNonNull(tombstones.peekFirst());
      boolean old = nowNanos - oldest.atNanos() >= keep;
      if (!old && tombstones.size() <= CatalogLimits.TOMBSTONES) {
        return;
      }
      tombstones.removeFirst();
      log.raiseFloor(oldest.version());
    }
  }
}
