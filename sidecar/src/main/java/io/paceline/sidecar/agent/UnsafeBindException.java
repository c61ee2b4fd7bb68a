package io.paceline.sidecar.agent;

/** An address that must not be listened on without protection. */
public final class UnsafeBindException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnsafeBindException(String message) {
    super(message);
  }
}
