package io.paceline.gossip.message;

import io.paceline.service.Bytes;
import java.util.List;
import java.util.Map;

/**
 * The Serf layer's part of a push/pull.
 *
 * @param lTime member clock
 * @param statusLTimes last status time of every known member
 * @param leftMembers names in state left
 * @param eventLTime event clock
 * @param events recent user events, oldest slot first; empty slots are left out
 * @param queryLTime query clock
 */
public record SerfState(
    long lTime,
    Map<String, Long> statusLTimes,
    List<String> leftMembers,
    long eventLTime,
    List<EventsAt> events,
    long queryLTime)
    implements SerfMessage {
  /** The user events of one Lamport time. */
  public record EventsAt(long lTime, List<Event> events) {}

  /** A remembered user event. */
  public record Event(String name, Bytes payload) {}

  @Override
  public SerfMessageType type() {
    return SerfMessageType.STATE;
  }
}
