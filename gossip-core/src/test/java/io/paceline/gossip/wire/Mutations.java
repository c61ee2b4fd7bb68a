package io.paceline.gossip.wire;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes in the ways that find faults in decoders. */
final class Mutations {
  /** First bytes of msgpack values that promise much. */
  private static final int[] GREEDY = {0xdf, 0xdd, 0xdb, 0xc6, 0xde, 0xdc, 0xda, 0xff, 0x00, 0xc0};

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  byte[] of(byte[] original) {
    byte[] mutated = original.clone();
    for (int i = 1 + random.nextInt(4); i > 0 && mutated.length > 0; i--) {
      mutated = once(mutated);
    }
    return mutated;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> set(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
      case 2 -> set(bytes, at, random.nextInt(256));
      case 3 -> set(bytes, at, GREEDY[random.nextInt(GREEDY.length)]);
      case 4 -> replace(bytes, at, at, copy(bytes)); // insert a piece of itself
      case 5 -> replace(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), copy(bytes));
      default ->
          replace(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), new byte[0]);
    };
  }

  private static byte[] set(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  private byte[] copy(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(32)));
  }

  private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }
}
