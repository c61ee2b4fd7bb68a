package io.paceline.gossip.wire;

import io.paceline.gossip.message.KeyRequest;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads of the internal key queries and of their answers. Keys are written in order.
 *
 * <pre>07 | {Key}      08 | {Keys, Message, PrimaryKey, Result}</pre>
 */
final class KeyQueryCodec {
  private static final FieldNames FIELDS =
      FieldNames.of("Key", "Keys", "Message", "PrimaryKey", "Result");

  private KeyQueryCodec() {}

  static Bytes encode(KeyRequest request) {
    MsgpackWriter out = new MsgpackWriter();
    out.rawByte(SerfTypes.KEY_REQUEST).mapHeader(1);
    out.string("Key").bytes(request.key());
    return out.toBytes();
  }

  static KeyRequest readRequest(MsgpackReader in) throws WireFormatException {
    SerfTypes.expect(in, SerfTypes.KEY_REQUEST);
    Bytes key = Bytes.EMPTY;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Key" -> key = in.bytes();
        default -> in.skip();
      }
    }
    return new KeyRequest(key);
  }

  static Bytes encode(KeyResponse response) {
    MsgpackWriter out = new MsgpackWriter();
    out.rawByte(SerfTypes.KEY_RESPONSE).mapHeader(4);
    writeKeys(out.string("Keys"), response.keys());
    out.string("Message").string(response.message());
    out.string("PrimaryKey").string(response.primaryKey());
    out.string("Result").bool(response.result());
    return out.toBytes();
  }

  private static void writeKeys(MsgpackWriter out, List<String> keys) {
    if (keys.isEmpty()) {
      out.nil();
      return;
    }
    out.arrayHeader(keys.size());
    keys.forEach(out::string);
  }

  static KeyResponse readResponse(MsgpackReader in) throws WireFormatException {
    SerfTypes.expect(in, SerfTypes.KEY_RESPONSE);
    boolean result = false;
    String message = "";
    List<String> keys = List.of();
    String primaryKey = "";
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Result" -> result = in.bool();
        case "Message" -> message = in.string();
        case "Keys" -> keys = readKeys(in);
        case "PrimaryKey" -> primaryKey = in.string();
        default -> in.skip();
      }
    }
    return new KeyResponse(result, message, keys, primaryKey);
  }

  private static List<String> readKeys(MsgpackReader in) throws WireFormatException {
    int count = in.arrayHeader();
    List<String> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(in.string());
    }
    return keys;
  }
}
