package io.paceline.sidecar.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/**
 * Those who follow the log of this process while it runs, each from a level of its own. There is
 * one list for the process, as slf4j has one provider. A follower is told on the thread that logs:
 * it must neither wait nor log. Safe for use by many threads.
 */
public final class LogFollowers {
  private record Follower(Level from, Consumer<LogLine> told) {}

  private static final List<Follower> ALL = new CopyOnWriteArrayList<>();

  private LogFollowers() {}

  /** Told of each line of that level or above, until what is returned is run. */
  public static Runnable add(Level from, Consumer<LogLine> told) {
    Follower follower = new Follower(from, told);
    ALL.add(follower);
    return () -> ALL.remove(follower);
  }

  static boolean want(Level level) {
    for (Follower follower : ALL) {
      if (StderrLogger.isAtLeast(level, follower.from())) {
        return true;
      }
    }
    return false;
  }

  static void tell(LogLine line) {
    for (Follower follower : ALL) {
      if (StderrLogger.isAtLeast(line.level(), follower.from())) {
        follower.told().accept(line);
      }
    }
  }
}
