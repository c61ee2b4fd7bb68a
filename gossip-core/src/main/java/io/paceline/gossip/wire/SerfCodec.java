package io.paceline.gossip.wire;

import io.paceline.gossip.message.ConflictResponse;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.KeyRequest;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.SerfMessageType;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.util.Map;
import java.util.Optional;

/**
 * Messages of the Serf layer and the payloads inside them, to bytes and back; the type byte in
 * front is part of the bytes. Maps keep the order that they have on the wire. Stateless.
 */
public final class SerfCodec {
  private SerfCodec() {}

  public static Bytes encode(SerfMessage message) {
    MsgpackWriter out = new MsgpackWriter();
    write(out, message);
    return out.toBytes();
  }

  /** The size that {@link #encode} would come to. */
  public static int encodedBytes(SerfMessage message) {
    MsgpackWriter counter = MsgpackWriter.counting();
    write(counter, message);
    return counter.size();
  }

  private static void write(MsgpackWriter out, SerfMessage message) {
    out.rawByte(message.type().code());
    switch (message.type()) {
      case LEAVE_INTENT -> IntentCodec.write(out, (LeaveIntent) message);
      case JOIN_INTENT -> IntentCodec.write(out, (JoinIntent) message);
      case STATE -> SerfStateCodec.write(out, (SerfState) message);
      case USER_EVENT -> UserEventCodec.write(out, (UserEventMessage) message);
      case QUERY -> QueryCodec.write(out, (QueryMessage) message);
      case QUERY_RESPONSE -> QueryCodec.write(out, (QueryResponse) message);
      case RELAY -> RelayCodec.write(out, (Relay) message);
    }
  }

  /** Reads the body of a user message, or the user state of a push/pull. */
  public static SerfMessage decode(Bytes body) throws WireFormatException {
    MsgpackReader in = reader(body);
    SerfMessageType type = SerfTypes.of(in.rawByte());
    if (type != SerfMessageType.STATE && body.size() > WireLimits.SERF_MESSAGE_BYTES) {
      throw new WireFormatException(Reason.TOO_LARGE, type + " of " + body.size() + " bytes");
    }
    return switch (type) {
      case LEAVE_INTENT -> IntentCodec.readLeave(in);
      case JOIN_INTENT -> IntentCodec.readJoin(in);
      case STATE -> SerfStateCodec.read(in);
      case USER_EVENT -> UserEventCodec.read(in);
      case QUERY -> QueryCodec.readQuery(in);
      case QUERY_RESPONSE -> QueryCodec.readResponse(in);
      case RELAY -> RelayCodec.read(in);
    };
  }

  /** A member's tags as its meta. */
  public static Bytes encodeTags(Map<String, String> tags) {
    return TagsCodec.encode(tags);
  }

  /** A member's meta as its tags; one that is not in the form of tags is the text of its role. */
  public static Map<String, String> decodeTags(Bytes meta) throws WireFormatException {
    return TagsCodec.decode(meta);
  }

  /** The payload of an ack. */
  public static Bytes encodeCoordinate(Coordinate coordinate) {
    return CoordinateCodec.encode(coordinate);
  }

  public static Coordinate decodeCoordinate(Bytes payload) throws WireFormatException {
    return CoordinateCodec.read(reader(payload));
  }

  public static Bytes encodeFilter(QueryFilter filter) {
    return QueryFilterCodec.encode(filter);
  }

  public static QueryFilter decodeFilter(Bytes filter) throws WireFormatException {
    return QueryFilterCodec.read(reader(filter));
  }

  public static Bytes encodeKeyRequest(KeyRequest request) {
    return KeyQueryCodec.encode(request);
  }

  public static KeyRequest decodeKeyRequest(Bytes payload) throws WireFormatException {
    return KeyQueryCodec.readRequest(reader(payload));
  }

  public static Bytes encodeKeyResponse(KeyResponse response) {
    return KeyQueryCodec.encode(response);
  }

  public static KeyResponse decodeKeyResponse(Bytes payload) throws WireFormatException {
    return KeyQueryCodec.readResponse(reader(payload));
  }

  /** An answer to the conflict query; empty if the member in question is not known. */
  public static Bytes encodeConflictResponse(Optional<ConflictResponse> response) {
    return ConflictCodec.encode(response);
  }

  public static Optional<ConflictResponse> decodeConflictResponse(Bytes payload)
      throws WireFormatException {
    return ConflictCodec.read(reader(payload));
  }

  private static MsgpackReader reader(Bytes bytes) {
    return new MsgpackReader(bytes.toByteArray());
  }
}
