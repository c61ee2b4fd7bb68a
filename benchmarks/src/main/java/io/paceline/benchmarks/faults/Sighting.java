package io.paceline.benchmarks.faults;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one agent's log says of a member.
 *
 * @param atNanos when the line was read, on the monotonic clock
 * @param observer whose log it is
 * @param subject of whom
 * @param word what happened to it
 */
record Sighting(long atNanos, String observer, String subject, Word word) {
  /**
   * Both kinds of agent have the same events: {@code member-join: x}, {@code EventMemberJoin: x}.
   */
  private static final Pattern LINE =
      Pattern.compile("(?:member-|EventMember)(\\w+)(?: \\(forced\\))?: (\\S+)");

  enum Word {
    JOIN,
    UPDATE,
    FAILED,
    LEAVE,
    REAP;

    boolean isUp() {
      return this == JOIN || this == UPDATE;
    }
  }

  /** Nothing if the line is about something else. */
  static Optional<Sighting> read(long atNanos, String observer, String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String word = matcher.group(1).toUpperCase(Locale.ROOT);
    for (Word known : Word.values()) {
      if (known.name().equals(word)) {
        return Optional.of(new Sighting(atNanos, observer, matcher.group(2), known));
      }
    }
    return Optional.empty(); // suspicions: only Paceline logs them as events
  }
}
