package io.paceline.sidecar.log;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes {@code 2026-01-31T12:00:00.000Z INFO Class message}. Control characters in a message
 * become question marks: what a peer calls itself cannot forge a line or steer a terminal.
 */
final class StderrLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final Level threshold;

  StderrLogger(String name, Level threshold) {
    this.name = name;
    this.threshold = threshold;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    print(System.err, line(level, message) + (failure == null ? "" : trace(failure)));
  }

  private String line(Level level, @Nullable String message) {
    StringBuilder line = new StringBuilder(128);
    line.append(Instant.now().truncatedTo(ChronoUnit.MILLIS)).append(' ').append(level);
    line.append(' ').append(StderrLogging.shortName(name)).append(' ');
    String text = String.valueOf(message);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? '?' : c);
    }
    return line.append('\n').toString();
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** In one call, so that lines of several threads do not mix. */
  private static void print(PrintStream out, String text) {
    out.print(text);
    out.flush();
  }

  private boolean shows(Level level) {
    return level.toInt() >= threshold.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return shows(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return shows(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return shows(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return shows(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return shows(Level.ERROR);
  }
}
