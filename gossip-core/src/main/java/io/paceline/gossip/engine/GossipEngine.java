package io.paceline.gossip.engine;

import io.paceline.gossip.Member;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.Accusation;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import io.paceline.service.CatalogSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node's gossip: membership, failure detection, events and the service catalog. It does nothing
 * by itself: inputs and the time come in, an {@link Outbox} takes what follows. One thread owns it.
 *
 * <p>After a stall the owner hands in what waits in its sockets before it calls {@link
 * #onDeadline}: acks that already arrived are read before anybody is accused.
 */
public interface GossipEngine {
  /** Begin; the first input. */
  void start(long nowNanos);

  /** One message of a packet; {@code from} is the datagram's source. */
  void onMessage(long nowNanos, PeerAddress from, Message message);

  /** One message of a stream, ours or a peer's. */
  void onStream(long nowNanos, StreamId stream, Message message);

  /** A stream ended that the engine did not close. */
  void onStreamClosed(long nowNanos, StreamId stream, CloseReason reason);

  /** A datagram could not be sent: the operating system knows that nobody listens there. */
  void onSendFailed(long nowNanos, PeerAddress to);

  /**
   * The owner wants something.
   *
   * @throws IllegalArgumentException if the command breaks a rule; nothing has changed then
   * @throws IllegalStateException if it comes too late; nothing has changed then
   */
  void onCommand(long nowNanos, Command command);

  /** The addresses of a seed, none if it could not be resolved. */
  void onResolved(long nowNanos, String seed, List<PeerAddress> addresses);

  /** Time has passed. Late is safe, early does nothing. */
  void onDeadline(long nowNanos);

  /** When {@link #onDeadline} is wanted, {@link Long#MAX_VALUE} if never. */
  long nextDeadline();

  /** All members in any status, ordered by name: the same object as long as nothing changed. */
  List<Member> members();

  /** The local member. */
  Member localMember();

  /** The visible catalog: the same object as long as nothing changed. */
  CatalogSnapshot catalog();

  /** What was said against a member and what came of it, oldest first. */
  List<Accusation> accusations(String member);

  /** What was counted, and what waits, at this moment. */
  EngineFigures figures();

  /** The coordinates of this member and of all that answered a ping of it, by name. */
  Map<String, Coordinate> coordinates();

  /** The estimated round trip between two members; empty if one never answered a ping. */
  Optional<Duration> rtt(String a, String b);
}
