package io.paceline.gossip.wire;

import io.paceline.gossip.message.ConflictResponse;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Our messages of the Serf layer in the form that the vectors describe them in. */
final class SerfRenderer {
  private SerfRenderer() {}

  static Map<String, @Nullable Object> render(Bytes body) throws WireFormatException {
    try {
      return render(SerfCodec.decode(body));
    } catch (WireFormatException e) {
      boolean unknown = e.reason() == Reason.UNKNOWN_TYPE;
      Map<String, @Nullable Object> rendered =
          object("serf", unknown ? "unknown(" + body.at(0) + ")" : "not-serf");
      rendered.put("rawHex", MessageRenderer.hex(body.toByteArray()));
      return rendered;
    }
  }

  private static Map<String, @Nullable Object> render(SerfMessage message)
      throws WireFormatException {
    Map<String, @Nullable Object> rendered =
        switch (message.type()) {
          case LEAVE_INTENT -> named("leave", leave((LeaveIntent) message));
          case JOIN_INTENT -> named("join", join((JoinIntent) message));
          case STATE -> named("pushPull", state((SerfState) message));
          case USER_EVENT -> named("userEvent", userEvent((UserEventMessage) message));
          case QUERY -> query((QueryMessage) message);
          case QUERY_RESPONSE -> response((QueryResponse) message);
          case RELAY -> relay((Relay) message);
        };
    rendered.put("serfType", number(message.type().code()));
    return rendered;
  }

  private static Map<String, @Nullable Object> named(String name, @Nullable Object body) {
    Map<String, @Nullable Object> rendered = object("serf", name);
    rendered.put("body", body);
    return rendered;
  }

  private static Map<String, @Nullable Object> leave(LeaveIntent intent) {
    Map<String, @Nullable Object> body = join(new JoinIntent(intent.lTime(), intent.node()));
    body.put("Prune", intent.prune());
    return body;
  }

  private static Map<String, @Nullable Object> join(JoinIntent intent) {
    Map<String, @Nullable Object> body = object("LTime", lTime(intent.lTime()));
    body.put("Node", intent.node());
    return body;
  }

  private static Map<String, @Nullable Object> userEvent(UserEventMessage event) {
    Map<String, @Nullable Object> body = object("CC", event.coalesce());
    body.put("LTime", lTime(event.lTime()));
    body.put("Name", event.name());
    body.put("Payload", bytes(event.payload()));
    return body;
  }

  private static Map<String, @Nullable Object> state(SerfState state) {
    Map<String, @Nullable Object> body = object("LTime", lTime(state.lTime()));
    body.put("EventLTime", lTime(state.eventLTime()));
    body.put("QueryLTime", lTime(state.queryLTime()));
    body.put("LeftMembers", state.leftMembers());
    Map<String, @Nullable Object> status = new LinkedHashMap<>();
    state.statusLTimes().forEach((name, time) -> status.put(name, lTime(time)));
    body.put("StatusLTimes", status);
    List<Object> ring = new ArrayList<>();
    for (SerfState.EventsAt events : state.events()) {
      Map<String, @Nullable Object> slot = object("LTime", lTime(events.lTime()));
      slot.put("Events", events.events().stream().map(SerfRenderer::event).toList());
      ring.add(slot);
    }
    body.put("Events", ring);
    return body;
  }

  private static Map<String, @Nullable Object> event(SerfState.Event event) {
    Map<String, @Nullable Object> body = object("Name", event.name());
    body.put("Payload", bytes(event.payload()));
    return body;
  }

  private static Map<String, @Nullable Object> query(QueryMessage query)
      throws WireFormatException {
    Map<String, @Nullable Object> body = object("Addr", ip(query.source()));
    List<@Nullable Object> raw = new ArrayList<>();
    List<@Nullable Object> filters = new ArrayList<>();
    for (Bytes filter : query.filters()) {
      raw.add(bytes(filter));
      filters.add(filter(SerfCodec.decodeFilter(filter)));
    }
    body.put("Filters", raw.isEmpty() ? null : raw);
    body.put("Flags", number(query.flags()));
    body.put("ID", number(query.id()));
    body.put("LTime", lTime(query.lTime()));
    body.put("Name", query.name());
    body.put("Payload", bytes(query.payload()));
    body.put("Port", number(query.source().port()));
    body.put("RelayFactor", number(query.relayFactor()));
    body.put("SourceNode", query.sourceNode());
    body.put("Timeout", number(query.timeoutNanos()));
    Map<String, @Nullable Object> rendered = named("query", body);
    if (!filters.isEmpty()) {
      rendered.put("filters", filters);
    }
    putPayload(rendered, query.payload());
    return rendered;
  }

  private static Map<String, @Nullable Object> filter(QueryFilter filter) {
    if (filter instanceof QueryFilter.Tag tag) {
      Map<String, @Nullable Object> value = object("Expr", tag.expression());
      value.put("Tag", tag.name());
      Map<String, @Nullable Object> rendered = object("type", "tag");
      rendered.put("value", value);
      return rendered;
    }
    Map<String, @Nullable Object> rendered = object("type", "node");
    rendered.put("value", ((QueryFilter.Nodes) filter).names());
    return rendered;
  }

  private static Map<String, @Nullable Object> response(QueryResponse response)
      throws WireFormatException {
    Map<String, @Nullable Object> body = object("Flags", number(response.flags()));
    body.put("From", response.from());
    body.put("ID", number(response.id()));
    body.put("LTime", lTime(response.lTime()));
    body.put("Payload", bytes(response.payload()));
    Map<String, @Nullable Object> rendered = named("queryResponse", body);
    putPayload(rendered, response.payload());
    return rendered;
  }

  private static void putPayload(Map<String, @Nullable Object> rendered, Bytes payload)
      throws WireFormatException {
    int first = payload.isEmpty() ? 0 : payload.at(0);
    switch (first) {
      case SerfTypes.CONFLICT_RESPONSE -> rendered.put("payload", conflict(payload));
      case SerfTypes.KEY_REQUEST ->
          rendered.put(
              "payload",
              named("keyRequest", object("Key", bytes(SerfCodec.decodeKeyRequest(payload).key()))));
      case SerfTypes.KEY_RESPONSE ->
          rendered.put("payload", named("keyResponse", keys(SerfCodec.decodeKeyResponse(payload))));
      default -> {}
    }
  }

  private static Map<String, @Nullable Object> keys(KeyResponse response) {
    Map<String, @Nullable Object> body = object("Keys", response.keys());
    if (response.keys().isEmpty()) {
      body.put("Keys", null);
    }
    body.put("Message", response.message());
    body.put("PrimaryKey", response.primaryKey());
    body.put("Result", response.result());
    return body;
  }

  private static Map<String, @Nullable Object> conflict(Bytes payload) throws WireFormatException {
    Optional<ConflictResponse> response = SerfCodec.decodeConflictResponse(payload);
    return named("conflictResponse", response.map(SerfRenderer::member).orElse(null));
  }

  private static Map<String, @Nullable Object> member(ConflictResponse member) {
    Map<String, @Nullable Object> body = object("Addr", ip(member.address()));
    body.put("Port", number(member.address().port()));
    body.put("Name", member.name());
    body.put("Status", number(member.status()));
    body.put("Tags", member.tags());
    body.put("ProtocolMin", number(member.versions().protocolMin()));
    body.put("ProtocolMax", number(member.versions().protocolMax()));
    body.put("ProtocolCur", number(member.versions().protocolCurrent()));
    body.put("DelegateMin", number(member.versions().delegateMin()));
    body.put("DelegateMax", number(member.versions().delegateMax()));
    body.put("DelegateCur", number(member.versions().delegateCurrent()));
    return body;
  }

  private static Map<String, @Nullable Object> relay(Relay relay) throws WireFormatException {
    Map<String, @Nullable Object> address = object("IP", ip(relay.destination()));
    address.put("Port", number(relay.destination().port()));
    address.put("Zone", "");
    Map<String, @Nullable Object> header = object("DestAddr", address);
    header.put("DestName", relay.destinationName());
    Map<String, @Nullable Object> rendered = object("serf", "relay");
    rendered.put("header", header);
    rendered.put("inner", render(relay.message()));
    return rendered;
  }

  static Map<String, @Nullable Object> coordinate(Bytes payload) throws WireFormatException {
    Coordinate coordinate = SerfCodec.decodeCoordinate(payload);
    Map<String, @Nullable Object> body = object("Adjustment", coordinate.adjustment());
    body.put("Error", coordinate.error());
    body.put("Height", coordinate.height());
    body.put("Vec", Arrays.stream(coordinate.vector().toArray()).boxed().toList());
    Map<String, @Nullable Object> rendered = object("pingVersion", number(1));
    rendered.put("coordinate", body);
    return rendered;
  }

  static @Nullable Object bytes(Bytes bytes) {
    return bytes.isEmpty() ? null : object("hex", MessageRenderer.hex(bytes.toByteArray()));
  }

  static Map<String, @Nullable Object> ip(PeerAddress address) {
    Map<String, @Nullable Object> rendered =
        object("hex", MessageRenderer.hex(address.ip().getAddress()));
    rendered.put("ip", address.ip().getHostAddress());
    return rendered;
  }

  static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }

  private static BigInteger lTime(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  static Map<String, @Nullable Object> object(String key, @Nullable Object value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put(key, value);
    return object;
  }
}
