package io.paceline.gossip.catalog;

import java.nio.charset.StandardCharsets;

/** Hashes that are the same in every process and every version; they are part of the protocol. */
final class StableHash {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private StableHash() {}

  /** FNV-1a of the UTF-8 bytes, mixed, so that similar names lie far apart. */
  static long of(String name) {
    long hash = FNV_BASIS;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Folds a number into a hash; the order of the numbers matters. */
  static long with(long hash, long number) {
    return mix(hash * FNV_PRIME + number);
  }

  /** The finalizer of MurmurHash3: each bit of the input flips each bit of the output by half. */
  static long mix(long value) {
    long x = value;
    x = (x ^ (x >>> 33)) * 0xff51afd7ed558ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return x ^ (x >>> 33);
  }
}
