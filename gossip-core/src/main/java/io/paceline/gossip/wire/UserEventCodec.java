package io.paceline.gossip.wire;

import io.paceline.gossip.message.UserEventMessage;
import io.paceline.service.Bytes;

/** The body of a user event. Keys are written in order. */
final class UserEventCodec {
  private static final FieldNames FIELDS = FieldNames.of("CC", "LTime", "Name", "Payload");

  private UserEventCodec() {}

  static void write(MsgpackWriter out, UserEventMessage event) {
    out.mapHeader(4);
    out.string("CC").bool(event.coalesce());
    out.string("LTime").uint64(event.lTime());
    out.string("Name").string(event.name());
    out.string("Payload").bytesOrNil(event.payload());
  }

  static UserEventMessage read(MsgpackReader in) throws WireFormatException {
    long lTime = 0;
    String name = "";
    Bytes payload = Bytes.EMPTY;
    boolean coalesce = false;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "CC" -> coalesce = in.bool();
        case "LTime" -> lTime = in.uint64();
        case "Name" -> name = in.string();
        case "Payload" -> payload = in.bytes();
        default -> in.skip();
      }
    }
    return new UserEventMessage(lTime, name, payload, coalesce);
  }
}
