package io.paceline.gossip;

/**
 * Answers the queries of one name. It is called on its own executor, for several queries at a time
 * if that has several threads. One that throws is logged, and goes on getting queries.
 */
@FunctionalInterface
public interface QueryHandler {
  /** Somebody asks. Not to answer is allowed, and so is to answer later from another thread. */
  void onQuery(Query query);
}
