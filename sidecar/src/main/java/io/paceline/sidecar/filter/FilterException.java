package io.paceline.sidecar.filter;

/** An expression that cannot be used, and why. */
public final class FilterException extends Exception {
  private static final long serialVersionUID = 1L;

  FilterException(String message) {
    super(message, null, false, false); // part of the conversation, so no stack trace
  }
}
