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

/** Writes each {@link LogLine} to standard error, and shows it to whoever follows the log. */
final class StderrLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final Level threshold;
  private final boolean followed;

  StderrLogger(String name, Level threshold) {
    this(name, threshold, true);
  }

  /**
   * A logger.
   *
   * @param followed whether those who follow the log may see what is below the threshold
   */
  StderrLogger(String name, Level threshold, boolean followed) {
    this.name = name;
    this.threshold = threshold;
    this.followed = followed;
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
    LogLine line =
        new LogLine(
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            level,
            StderrLogging.shortName(name),
            String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments)),
            failure == null ? "" : trace(failure));
    if (isAtLeast(level, threshold)) {
      print(System.err, line.text());
    }
    LogFollowers.tell(line);
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
    return isAtLeast(level, threshold) || (followed && LogFollowers.want(level));
  }

  static boolean isAtLeast(Level level, Level threshold) {
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
