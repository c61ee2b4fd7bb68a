package io.paceline.gossip.wire;

import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.SerfState.Event;
import io.paceline.gossip.message.SerfState.EventsAt;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serf's part of a push/pull. Serf's agents send their whole ring of recent events, 512 slots most
 * of which are nil; only the used ones are kept here and written again, which they accept. Keys are
 * written in order.
 */
final class SerfStateCodec {
  private static final FieldNames FIELDS =
      FieldNames.of(
          "EventLTime",
          "Events",
          "LTime",
          "LeftMembers",
          "Name",
          "Payload",
          "QueryLTime",
          "StatusLTimes");

  private SerfStateCodec() {}

  static void write(MsgpackWriter out, SerfState state) {
    out.mapHeader(6);
    out.string("EventLTime").uint64(state.eventLTime());
    out.string("Events").arrayHeader(state.events().size());
    for (EventsAt events : state.events()) {
      write(out, events);
    }
    out.string("LTime").uint64(state.lTime());
    out.string("LeftMembers").arrayHeader(state.leftMembers().size());
    state.leftMembers().forEach(out::string);
    out.string("QueryLTime").uint64(state.queryLTime());
    out.string("StatusLTimes").mapHeader(state.statusLTimes().size());
    state.statusLTimes().forEach((name, lTime) -> out.string(name).uint64(lTime));
  }

  private static void write(MsgpackWriter out, EventsAt events) {
    out.mapHeader(2);
    out.string("Events").arrayHeader(events.events().size());
    for (Event event : events.events()) {
      out.mapHeader(2);
      out.string("Name").string(event.name());
      out.string("Payload").bytesOrNil(event.payload());
    }
    out.string("LTime").uint64(events.lTime());
  }

  static SerfState read(MsgpackReader in) throws WireFormatException {
    long lTime = 0;
    Map<String, Long> statusLTimes = Map.of();
    List<String> leftMembers = List.of();
    long eventLTime = 0;
    List<EventsAt> events = List.of();
    long queryLTime = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "LTime" -> lTime = in.uint64();
        case "StatusLTimes" -> statusLTimes = readStatusLTimes(in);
        case "LeftMembers" -> leftMembers = readLeftMembers(in);
        case "EventLTime" -> eventLTime = in.uint64();
        case "Events" -> events = readRing(in);
        case "QueryLTime" -> queryLTime = in.uint64();
        default -> in.skip();
      }
    }
    return new SerfState(lTime, statusLTimes, leftMembers, eventLTime, events, queryLTime);
  }

  private static Map<String, Long> readStatusLTimes(MsgpackReader in) throws WireFormatException {
    Map<String, Long> statusLTimes = new LinkedHashMap<>();
    int count = in.mapHeader(WireLimits.SERF_STATE_NAMES);
    for (int entries = count; entries > 0; entries--) {
      @Nullable String name = readName(in);
      long lTime = in.uint64();
      if (name != null) {
        statusLTimes.put(name, lTime);
      }
    }
    return statusLTimes;
  }

  private static List<String> readLeftMembers(MsgpackReader in) throws WireFormatException {
    List<String> leftMembers = new ArrayList<>();
    int names = in.arrayHeader(WireLimits.SERF_STATE_NAMES);
    for (int count = names; count > 0; count--) {
      @Nullable String name = readName(in);
      if (name != null) {
        leftMembers.add(name);
      }
    }
    return leftMembers;
  }

  /**
   * A name, or null if it breaks the rule: no member of ours can have it, but a Go peer may know
   * such a one, and the rest of its state is still worth having.
   */
  private static @Nullable String readName(MsgpackReader in) throws WireFormatException {
    try {
      return MemberNames.read(in);
    } catch (WireFormatException e) {
      if (e.reason() == Reason.INVALID_VALUE) {
        return null;
      }
      throw e;
    }
  }

  private static List<EventsAt> readRing(MsgpackReader in) throws WireFormatException {
    List<EventsAt> ring = new ArrayList<>();
    int left = WireLimits.SERF_STATE_EVENTS;
    for (int slots = in.arrayHeader(); slots > 0; slots--) {
      if (!in.tryNil()) {
        EventsAt events = readEventsAt(in, left);
        left -= Math.max(1, events.events().size()); // an empty slot takes memory as well
        ring.add(events);
        requireEventsLeft(left);
      }
    }
    return ring;
  }

  private static void requireEventsLeft(int left) throws WireFormatException {
    if (left < 0) {
      throw new WireFormatException(
          Reason.TOO_LARGE, "more than " + WireLimits.SERF_STATE_EVENTS + " events");
    }
  }

  private static EventsAt readEventsAt(MsgpackReader in, int eventsMax) throws WireFormatException {
    long lTime = 0;
    List<Event> events = new ArrayList<>();
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "LTime" -> lTime = in.uint64();
        case "Events" -> {
          events.clear(); // a repeated key replaces what it said before
          for (int count = in.arrayHeader(eventsMax); count > 0; count--) {
            events.add(readEvent(in));
          }
        }
        default -> in.skip();
      }
    }
    return new EventsAt(lTime, events);
  }

  private static Event readEvent(MsgpackReader in) throws WireFormatException {
    String name = "";
    Bytes payload = Bytes.EMPTY;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Name" -> name = in.string();
        case "Payload" -> payload = in.bytes();
        default -> in.skip();
      }
    }
    return new Event(name, payload);
  }
}
