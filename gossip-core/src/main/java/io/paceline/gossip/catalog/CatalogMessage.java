package io.paceline.gossip.catalog;

import java.util.List;

/** The messages of the catalog. Each is one-way: what answers one is a message of its own. */
sealed interface CatalogMessage {
  /** The third byte of the body. */
  int kind();

  /**
   * Folds of the logs that the sender shows, one for each part of a range. Who finds a part
   * different answers with {@link Summary}, or with a digest of that part if it is crowded.
   *
   * @param asks whether an answer is wanted in any case: the sender has just started and wants to
   *     know what is remembered of its own log
   */
  record Digest(String sender, HashRange range, List<Long> folds, boolean asks)
      implements CatalogMessage {
    static final int KIND = 1;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /**
   * What the sender holds of some logs.
   *
   * @param ranges where the sender has no other logs than those listed
   */
  record Summary(String sender, List<HashRange> ranges, List<LogState> logs)
      implements CatalogMessage {
    static final int KIND = 2;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /** The sender holds this much of some logs and wants what is newer. */
  record Request(String sender, List<LogState> logs) implements CatalogMessage {
    static final int KIND = 3;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /**
   * Pieces of logs.
   *
   * @param rumour whether who learns something from it passes that on
   */
  record Blocks(List<LogBlock> blocks, boolean rumour) implements CatalogMessage {
    static final int ANSWER_KIND = 4;
    static final int RUMOUR_KIND = 5;

    @Override
    public int kind() {
      return rumour ? RUMOUR_KIND : ANSWER_KIND;
    }
  }

  /** How much of a log somebody holds. */
  record LogState(String owner, LogId life, long upTo, long floor) {
    /** Nothing at all. */
    static LogState none(String owner) {
      return new LogState(owner, new LogId(0, 0), 0, 0);
    }

    static LogState of(OwnerLog log) {
      return new LogState(log.owner(), log.life(), log.upTo(), log.floor());
    }

    /** Whether it holds something that the other one lacks. */
    boolean isAheadOf(LogState other) {
      int byLife = life.compareTo(other.life);
      return byLife != 0 ? byLife > 0 : upTo > other.upTo || floor > other.floor;
    }
  }
}
