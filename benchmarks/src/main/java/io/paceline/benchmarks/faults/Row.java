package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** One row of the matrix: a fault, what should come of it, and how a trial is done. */
interface Row {
  /** Short, without spaces: it is typed. */
  String name();

  /** For the table. */
  String expected();

  /** About how long a trial takes, for planning. */
  Duration length();

  /**
   * Does one trial in a healthy cluster. Whatever it leaves behind, the cluster is healed after it.
   */
  Outcome run(Cluster cluster, RandomGenerator random) throws IOException, InterruptedException;
}
