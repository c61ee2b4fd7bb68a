package io.paceline.gossip.serf;

import io.paceline.gossip.UserEvent;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.SerfState.EventsAt;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.util.List;

/**
 * User events: each is delivered once, at every member, and passed on byte for byte. Their order is
 * that of the event clock only roughly; nothing here puts them in order.
 */
final class UserEvents {
  private final SerfConfig.Events config;
  private final SerfBroadcasts broadcasts;
  private final EventCoalescer coalescer;
  private final DropCounters drops;
  private final EventBuffer buffer = new EventBuffer();
  private final LamportClock clock = new LamportClock();

  UserEvents(
      SerfConfig.Events config,
      SerfBroadcasts broadcasts,
      EventCoalescer coalescer,
      DropCounters drops) {
    this.config = config;
    this.broadcasts = broadcasts;
    this.coalescer = coalescer;
    this.drops = drops;
  }

  /**
   * Sends an event to all members, this one included.
   *
   * @throws IllegalArgumentException if it is too large; nothing has changed then
   */
  void fire(long nowNanos, String name, Bytes payload, boolean coalesce) {
    UserEventMessage event = new UserEventMessage(clock.time(), name, payload, coalesce);
    Bytes body = SerfCodec.encode(event);
    if (body.size() > config.bytesMax() || !broadcasts.fits(body)) {
      throw new IllegalArgumentException(
          "user event takes " + body.size() + " bytes, at most " + config.bytesMax() + " allowed");
    }
    heed(nowNanos, event);
    broadcasts.event(body);
  }

  /** An event from gossip; if it is new it is passed on. */
  void onEvent(long nowNanos, UserEventMessage event, Bytes body) {
    if (heed(nowNanos, event) && broadcasts.fits(body)) {
      broadcasts.event(body);
    }
  }

  /**
   * The events that a peer remembers.
   *
   * @param ignoreOld whether whatever it remembers is from before our time
   */
  void merge(long nowNanos, SerfState state, boolean ignoreOld) {
    clock.witness(state.eventLTime() - 1);
    if (ignoreOld && clock.isPlausible(state.eventLTime())) {
      buffer.raiseFloor(state.eventLTime());
    }
    for (EventsAt at : state.events()) {
      for (SerfState.Event event : at.events()) {
        heed(nowNanos, new UserEventMessage(at.lTime(), event.name(), event.payload(), false));
      }
    }
  }

  private boolean heed(long nowNanos, UserEventMessage event) {
    if (event.name().length() + event.payload().size() > SerfConfig.Events.BYTES_LIMIT) {
      drops.count(SerfDrop.OVERSIZED);
      return false;
    }
    if (!clock.witness(event.lTime())) {
      drops.count(SerfDrop.IMPLAUSIBLE_TIME);
      return false;
    }
    switch (buffer.offer(event, clock.time())) {
      case NEW -> {
        coalescer.onEvent(
            nowNanos,
            new UserEvent(event.lTime(), event.name(), event.payload(), event.coalesce()));
        return true;
      }
      case DUPLICATE -> {}
      case OLD -> drops.count(SerfDrop.OLD);
      case EXCESS -> drops.count(SerfDrop.EXCESS);
    }
    return false;
  }

  long lTime() {
    return clock.time();
  }

  List<EventsAt> events() {
    return buffer.events();
  }
}
