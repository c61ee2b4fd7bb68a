package io.paceline.sidecar.log;

import java.time.Instant;
import org.slf4j.event.Level;

/**
 * One thing that was logged.
 *
 * @param at to the millisecond
 * @param logger the short name of its class
 * @param message as it was said; a peer may have chosen parts of it
 * @param trace of the failure that came with it; empty without one
 */
public record LogLine(Instant at, Level level, String logger, String message, String trace) {

  /**
   * {@code 2026-01-31T12:00:00.000Z INFO Class message}, ended by a line feed. Control characters
   * in a message become question marks: what a peer calls itself cannot forge a line or steer a
   * terminal.
   */
  public String text() {
    StringBuilder line = new StringBuilder(128);
    line.append(at).append(' ').append(level).append(' ').append(logger).append(' ');
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      line.append(Character.isISOControl(c) ? '?' : c);
    }
    return line.append('\n').append(trace).toString();
  }
}
