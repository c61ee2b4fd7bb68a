package io.paceline.dns;

/**
 * SipHash-2-4, a keyed hash of 64 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
 * 2012). Not for passwords and not a signature. Stateless.
 */
final class SipHash {
  private SipHash() {}

  static long hash(long key0, long key1, byte[] data) {
    long[] v = {
      key0 ^ 0x736f6d6570736575L,
      key1 ^ 0x646f72616e646f6dL,
      key0 ^ 0x6c7967656e657261L,
      key1 ^ 0x7465646279746573L
    };
    int whole = data.length & ~7;
    for (int i = 0; i < whole; i += 8) {
      absorb(v, littleEndian(data, i, 8));
    }
    absorb(v, littleEndian(data, whole, data.length - whole) | (long) data.length << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++) {
      round(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void absorb(long[] v, long word) {
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
  }

  private static void round(long[] v) {
    v[0] += v[1];
    v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
    v[0] = Long.rotateLeft(v[0], 32);
    v[2] += v[3];
    v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
    v[2] = Long.rotateLeft(v[2], 32);
  }

  private static long littleEndian(byte[] data, int at, int bytes) {
    long word = 0;
    for (int i = 0; i < bytes; i++) {
      word |= (data[at + i] & 0xffL) << (8 * i);
    }
    return word;
  }
}
