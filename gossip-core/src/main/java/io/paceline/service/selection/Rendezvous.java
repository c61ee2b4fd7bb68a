package io.paceline.service.selection;

import io.paceline.service.ServiceEntry;

/**
 * Rendezvous hashing [1] with weights [2]: a key belongs to the instance with the highest score, so
 * an instance that comes or goes moves only its own keys, and all callers agree without talking.
 *
 * <p>[1] D. Thaler, C. Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM
 * Transactions on Networking 6(1), 1998. [2] J. Resch, "New hashing algorithms for data storage",
 * SDC 2015: the score is -weight / ln(hash), which gives shares in exact proportion.
 */
final class Rendezvous {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Rendezvous() {}

  /** FNV-1a, mixed so that similar texts lie far apart; the same in every process and version. */
  static long hash(String text) {
    long hash = FNV_BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Identifies an instance by what does not change while it lives. */
  static long hash(ServiceEntry entry) {
    return mix(hash(entry.instance().node()) * 31 + hash(entry.instance().id()));
  }

  static double score(long keyHash, long entryHash, double weight) {
    long bits = mix(keyHash ^ entryHash) >>> 11;
    return -weight / Math.log((bits + 0.5) * 0x1p-53); // above 0 and below 1
  }

  private static long mix(long value) {
    long x = value;
    x = (x ^ (x >>> 33)) * 0xff51afd7ed558ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return x ^ (x >>> 33);
  }
}
