package io.paceline.gossip.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The field names that a decoder knows, so that reading one from a map costs no allocation: the
 * bytes are looked up and the one {@link String} of that name is returned, ready for a {@code
 * switch}. Immutable.
 */
public final class FieldNames {
  /** What an unknown name is read as. */
  public static final String UNKNOWN = "";

  private final byte[][] keys;
  private final String[] names;

  private FieldNames(int capacity) {
    keys = new byte[capacity][];
    names = new String[capacity];
    Arrays.fill(names, UNKNOWN);
  }

  public static FieldNames of(String... names) {
    // A quarter full at most, so that the search for an unknown name ends after a step or two.
    FieldNames table = new FieldNames(Integer.highestOneBit(Math.max(1, names.length)) * 8);
    for (String name : names) {
      table.add(name);
    }
    return table;
  }

  private void add(String name) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    int slot = slotOf(key, 0, key.length);
    keys[slot] = key;
    names[slot] = name;
  }

  /** The known name with these bytes, or {@link #UNKNOWN}. */
  String find(byte[] bytes, int offset, int length) {
    return names[slotOf(bytes, offset, length)];
  }

  /** The slot of the name, or the empty one where it would go. */
  private int slotOf(byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (keys.length - 1);
    while (keys[slot] != null
        && !Arrays.equals(keys[slot], 0, keys[slot].length, bytes, offset, offset + length)) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
