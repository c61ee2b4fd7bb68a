package io.paceline.gossip.message;

/** The state of a member in SWIM, with memberlist's numbers. */
public enum SwimState {
  /** Answers probes, as far as anybody knows. */
  ALIVE,
  /** Accused; dead when its time runs out without a refutation. */
  SUSPECT,
  /** Declared failed. */
  DEAD,
  /** Gone by its own word. */
  LEFT;

  /** The number on the wire. */
  public int code() {
    return ordinal();
  }

  /** Whether the member takes part: alive or suspect. */
  public boolean isUp() {
    return this == ALIVE || this == SUSPECT;
  }

  /** Whether the member is dead or has left. */
  public boolean isDown() {
    return !isUp();
  }
}
