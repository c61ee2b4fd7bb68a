package io.paceline.consul;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Who acts first, without a word between the candidates: each computes the same order for a subject
 * from the names alone (rendezvous hashing, Thaler and Ravishankar 1998), and a candidate that is
 * gone changes nothing between the others.
 */
final class RendezvousRank {
  private RendezvousRank() {}

  /** How many of the candidates come before this one; 0 acts first. */
  static int of(String candidate, String subject, Collection<String> candidates) {
    long own = score(subject, candidate);
    int before = 0;
    for (String other : candidates) {
      int order = Long.compareUnsigned(score(subject, other), own);
      if (order > 0 || (order == 0 && other.compareTo(candidate) < 0)) {
        before++;
      }
    }
    return before;
  }

  /** FNV-1a of both names, mixed so that similar names do not come out in similar order. */
  private static long score(String subject, String candidate) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : (subject + '\0' + candidate).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
