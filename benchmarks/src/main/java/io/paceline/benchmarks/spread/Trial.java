package io.paceline.benchmarks.spread;

import java.util.concurrent.TimeUnit;

/**
 * Asks one contestant for changes, one after the other, then for deaths, and prints a line for each
 * (see {@link Sightings#line}).
 */
final class Trial {
  private static final long SETTLE_SECONDS = 15;
  private static final long PAUSE_MILLIS = 700;

  private Trial() {}

  /**
   * Runs it, and ends this process.
   *
   * @param args MEMBERS CHANGES KILLS; the victim is one of the members
   */
  static void run(Contestant contestant, String... args) throws Exception {
    int members = Integer.parseInt(args[0]) - 1;
    contestant.start(members);
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS); // the news of the joins is still under way
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      Sightings seen = new Sightings(members);
      contestant.change(i, i % members, seen);
      seen.await();
      System.out.println(seen.line("change", i % members));
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS + 37L * i % 200); // not in step with any ticker
    }
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      Process victim = contestant.startVictim(i);
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      Sightings gone = new Sightings(members);
      contestant.watchForTheEnd(i, gone);
      gone.begin();
      victim.destroyForcibly(); // SIGKILL
      gone.await();
      System.out.println(gone.line("gone", -1));
    }
    System.exit(0);
  }
}
