package io.paceline.service.selection;

/**
 * Picks one instance of a {@link Selection}. Those given here are safe for use by many threads and
 * allocate nothing; one object should serve one service, since round robin keeps its place.
 */
@FunctionalInterface
public interface Strategy {
  /**
   * The index of an instance.
   *
   * @param selection not empty
   * @param loads what the caller observed
   * @param key what the work is about; only {@link #rendezvousHash} looks at it
   */
  int choose(Selection selection, Loads loads, String key);

  /** One after the other, by weight: in any run of choices nobody is far from its share. */
  static Strategy roundRobin() {
    return new RoundRobin();
  }

  /** By chance, by weight. Callers that call rarely do best with it. */
  static Strategy randomWeighted() {
    return new RandomWeighted();
  }

  /**
   * The less loaded of two by chance (Mitzenmacher's power of two choices), by what the caller says
   * of its calls; see {@link Chosen#begin}.
   */
  static Strategy leastLoaded() {
    return new LeastLoaded();
  }

  /** The same key goes to the same instance as long as it lives, from every caller. */
  static Strategy rendezvousHash() {
    return (selection, loads, key) -> selection.rendezvous(Rendezvous.hash(key));
  }
}
