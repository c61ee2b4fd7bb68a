package io.paceline.gossip.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Cuts bytes the way a network may. */
final class Pieces {
  private final Random random;

  Pieces(Random random) {
    this.random = random;
  }

  List<byte[]> of(byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>();
    int scale = 1 + random.nextInt(1 + bytes.length);
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(scale));
      pieces.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return pieces;
  }
}
