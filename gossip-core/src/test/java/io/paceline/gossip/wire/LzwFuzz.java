package io.paceline.gossip.wire;

import io.paceline.service.Bytes;

/** Fuzz target: compressed bytes, and bytes to compress. */
public final class LzwFuzz {
  private static final int LIMIT = WireLimits.DATAGRAM_DECOMPRESSED_BYTES;

  private LzwFuzz() {}

  public static void fuzzerTestOneInput(byte[] in) {
    LzwDecoder decoder = new LzwDecoder();
    byte[] plain =
        FuzzRules.decode((long) in.length + LIMIT, () -> decoder.decode(in, 0, in.length, LIMIT));
    if (plain != null) {
      assertBack(decoder, plain);
    }
    assertBack(decoder, in);
  }

  private static void assertBack(LzwDecoder decoder, byte[] plain) {
    byte[] packed = new LzwEncoder().encode(plain, 0, plain.length);
    byte[] back = FuzzRules.decodeOwn(() -> decoder.decode(packed, 0, packed.length, plain.length));
    FuzzRules.same(Bytes.wrap(plain), Bytes.wrap(back));
  }
}
