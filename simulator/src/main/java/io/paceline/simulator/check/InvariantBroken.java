package io.paceline.simulator.check;

/** A claim about the protocol did not hold. Its message says which, when and at which node. */
public final class InvariantBroken extends AssertionError {
  private static final long serialVersionUID = 1L;

  public InvariantBroken(String message) {
    super(message);
  }

  public InvariantBroken(String message, Throwable cause) {
    super(message, cause);
  }
}
