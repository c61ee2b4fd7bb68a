package io.paceline.consul;

import java.io.IOException;

/** An answer that is longer than we are willing to read. */
final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  BodyTooLargeException(int bytesMax) {
    super("the answer has more than " + bytesMax + " bytes");
  }
}
