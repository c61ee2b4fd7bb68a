package io.paceline.gossip.engine;

/** Counts what passes between the layers and the owner. Not thread-safe. */
final class EngineTally {
  private long userEvents;
  private long queriesReceived;
  private long queriesAsked;
  private long pushPullsMerged;
  private long pushPullsFailed;
  private final RoundTripHistogram roundTrips = new RoundTripHistogram();

  void onUserEvent() {
    userEvents++;
  }

  void onQueryReceived() {
    queriesReceived++;
  }

  void onQueryAsked() {
    queriesAsked++;
  }

  void onPushPullDone(String error) {
    if (error.isEmpty()) {
      pushPullsMerged++;
    } else {
      pushPullsFailed++;
    }
  }

  void onPingAcked(long rttNanos) {
    roundTrips.record(rttNanos);
  }

  EngineFigures.Tally figures() {
    return new EngineFigures.Tally(
        userEvents,
        queriesReceived,
        queriesAsked,
        pushPullsMerged,
        pushPullsFailed,
        roundTrips.figures());
  }
}
