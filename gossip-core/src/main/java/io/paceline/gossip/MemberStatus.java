package io.paceline.gossip;

import java.util.Locale;

/** The status of a member in Serf's words. */
public enum MemberStatus {
  /** Takes part. It may be suspect, see {@link Member#suspect}. */
  ALIVE,
  /** Announced that it is about to leave. */
  LEAVING,
  /** Left on purpose. */
  LEFT,
  /** Declared dead by failure detection. */
  FAILED;

  /** Whether its services are shown. */
  public boolean isUp() {
    return this == ALIVE || this == LEAVING;
  }

  /** Serf's spelling, for instance {@code alive}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
