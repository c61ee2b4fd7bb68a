package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * A user event on its way through the cluster.
 *
 * @param lTime event clock
 * @param name the event's name
 * @param payload for the application
 * @param coalesce whether receivers may fold several of one name into the latest
 */
public record UserEventMessage(long lTime, String name, Bytes payload, boolean coalesce)
    implements SerfMessage {
  @Override
  public SerfMessageType type() {
    return SerfMessageType.USER_EVENT;
  }
}
