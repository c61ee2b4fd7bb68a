package io.paceline.gossip.swim;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The layer above SWIM: Serf and the service catalog. Called on the engine's thread at the end of a
 * transition; it may send and broadcast, but must not call an {@code on…} method of the engine.
 */
public interface SwimDelegate {
  /**
   * A message for this layer, by packet or by stream; {@code from} is where the packet came from.
   */
  void onUserMessage(long nowNanos, @Nullable PeerAddress from, Bytes body);

  /** This layer's part of a push/pull. */
  Bytes localState(long nowNanos, boolean join);

  /** The peer's part of a push/pull. */
  void mergeState(long nowNanos, Bytes state, boolean join);

  /** Add what this layer wants to say to a packet that leaves anyway. */
  void fill(long nowNanos, PacketBuilder packet);

  /** Whether {@link #fill} has something that should not wait for a probe to ride on. */
  boolean hasNews();

  /** What an ack to a direct ping should carry. */
  Bytes ackPayload();

  /** A direct ping was answered. */
  void onPingAcked(long nowNanos, SwimMember peer, long rttNanos, Bytes payload);

  /** A member is new, or back from dead or left. The local member is reported too, at the start. */
  void onJoined(long nowNanos, SwimMember member);

  /** A member that is up changed: its meta, its address, or between alive and suspect. */
  void onUpdated(long nowNanos, SwimMember before, SwimMember member);

  /** A second member accuses a suspect of its own knowledge; told once for each suspicion. */
  default void onSuspicionConfirmed(long nowNanos, SwimMember member) {}

  /** A member is dead or has left; its state tells which. */
  void onDown(long nowNanos, SwimMember member);

  /** A member that is down was purged from the table. */
  void onPurged(long nowNanos, SwimMember member);

  /** Another peer claims a name that is in use at another address. */
  void onConflict(long nowNanos, SwimMember existing, PeerAddress claimed);

  /**
   * A push/pull that we opened is over.
   *
   * @param error empty if it was merged, else why not
   */
  void onPushPullDone(long nowNanos, PeerAddress peer, boolean join, String error);
}
