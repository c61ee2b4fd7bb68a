package io.paceline.service;

/** How much failure detection doubts the owner of an instance; declared from best to worst. */
public enum Suspicion {
  /** Not at all. */
  NONE,
  /** One member accuses it. The cause may as well lie at the accuser. */
  SUSPECTED,
  /** A second member accuses it, of its own knowledge. */
  CONFIRMED
}
