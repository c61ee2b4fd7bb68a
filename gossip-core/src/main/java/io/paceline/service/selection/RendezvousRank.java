package io.paceline.service.selection;

import java.util.Collection;

/**
 * Who acts first, without a word between the candidates: each computes the same order for a subject
 * from the names alone (rendezvous hashing, Thaler and Ravishankar 1998), and a candidate that is
 * gone changes nothing between the others.
 */
public final class RendezvousRank {
  private RendezvousRank() {}

  /** How many of the candidates come before this one; 0 acts first. */
  public static int of(String candidate, String subject, Collection<String> candidates) {
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

  private static long score(String subject, String candidate) {
    return Rendezvous.hash(subject + '\0' + candidate);
  }
}
