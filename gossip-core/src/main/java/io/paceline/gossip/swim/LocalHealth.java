package io.paceline.gossip.swim;

/**
 * Lifeguard's local health multiplier (memberlist's awareness): our own doubt in ourselves. It
 * grows when we miss what healthy members would get, and stretches our probe interval, so that a
 * slow process accuses others later.
 */
final class LocalHealth {
  private final int scoreMax;
  private int score;

  LocalHealth(int multiplierMax) {
    this.scoreMax = multiplierMax - 1;
  }

  /** Adds to the doubt, or takes from it with a negative value; stays within 0 and the maximum. */
  void apply(int delta) {
    score = Math.max(0, Math.min(scoreMax, score + delta));
  }

  /** 0 is healthy. */
  int score() {
    return score;
  }

  long scale(long nanos) {
    return nanos * (score + 1L);
  }
}
