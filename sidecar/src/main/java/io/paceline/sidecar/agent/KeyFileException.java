package io.paceline.sidecar.agent;

import java.io.IOException;

/** A key file that cannot be used. The message never shows what is in it. */
public final class KeyFileException extends IOException {
  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }
}
