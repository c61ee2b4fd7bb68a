package io.paceline.gossip.wire;

import io.paceline.service.Bytes;
import io.paceline.service.OrderedMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A member's tags as its meta. The oldest Serf agents sent the bare text of the role, and so an
 * empty meta is an empty role.
 *
 * <pre>ff | {text: text}</pre>
 */
final class TagsCodec {
  private static final String ROLE = "role";

  private TagsCodec() {}

  static Bytes encode(Map<String, String> tags) {
    MsgpackWriter out = new MsgpackWriter();
    out.rawByte(SerfTypes.TAGS);
    write(out, tags);
    return out.toBytes();
  }

  /** The tags as a plain map. */
  static void write(MsgpackWriter out, Map<String, String> tags) {
    out.mapHeader(tags.size());
    tags.forEach((name, value) -> out.string(name).string(value));
  }

  static Map<String, String> decode(Bytes meta) throws WireFormatException {
    if (meta.isEmpty() || meta.at(0) != SerfTypes.TAGS) {
      return OrderedMap.copyOf(Map.of(ROLE, meta.utf8()));
    }
    MsgpackReader in = new MsgpackReader(meta.toByteArray());
    SerfTypes.expect(in, SerfTypes.TAGS);
    return OrderedMap.copyOf(read(in));
  }

  static Map<String, String> read(MsgpackReader in) throws WireFormatException {
    Map<String, String> tags = new LinkedHashMap<>();
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      String name = in.string();
      tags.put(name, in.string());
    }
    return tags;
  }
}
