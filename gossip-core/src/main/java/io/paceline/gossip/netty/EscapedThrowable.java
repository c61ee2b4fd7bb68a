package io.paceline.gossip.netty;

import org.jspecify.annotations.Nullable;

/**
 * A throwable made fit for a log: the same stack, but no text that a stranger may have chosen the
 * characters of.
 */
final class EscapedThrowable extends Exception {
  private static final long serialVersionUID = 1;
  private static final int CAUSES_MAX = 8;

  EscapedThrowable(Throwable thrown) {
    this(thrown, CAUSES_MAX);
  }

  private EscapedThrowable(Throwable thrown, int causesLeft) {
    super(Printable.of(thrown.toString()), cause(thrown, causesLeft), false, true);
    setStackTrace(thrown.getStackTrace());
  }

  private static @Nullable Throwable cause(Throwable thrown, int causesLeft) {
    Throwable cause = thrown.getCause();
    return cause == null || causesLeft == 0 ? null : new EscapedThrowable(cause, causesLeft - 1);
  }
}
