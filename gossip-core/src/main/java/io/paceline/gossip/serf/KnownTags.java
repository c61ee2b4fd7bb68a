package io.paceline.gossip.serf;

import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads tags, and remembers what it read last: in most clusters thousands of members say the same
 * of themselves, and then share one map. Not thread-safe.
 */
final class KnownTags {
  private static final int REMEMBERED_MAX = 64;

  private final Map<Bytes, Map<String, String>> byMeta =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Map<String, String>> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /** Tags that cannot be read leave a member without any, but a member it is. */
  Map<String, String> of(Bytes meta) {
    Map<String, String> tags = byMeta.get(meta);
    if (tags == null) {
      tags = read(meta);
      byMeta.put(meta, tags);
    }
    return tags;
  }

  private static Map<String, String> read(Bytes meta) {
    try {
      return SerfCodec.decodeTags(meta);
    } catch (WireFormatException e) {
      return Map.of();
    }
  }
}
