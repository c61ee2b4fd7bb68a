package io.paceline.benchmarks.spread;

/** A cluster that can be asked for a change and for a death, and says who sees it when. */
interface Contestant {
  /** Starts so many members; returns when each knows all. */
  void start(int members) throws Exception;

  /** A member changes something that carries this number; the sightings begin with that. */
  void change(int number, int origin, Sightings seen) throws Exception;

  /** Starts one more member, as a process of its own; returns when all others know it. */
  Process startVictim(int number) throws Exception;

  /** Who does not see that victim any more from now on reports it. */
  void watchForTheEnd(int number, Sightings gone);
}
