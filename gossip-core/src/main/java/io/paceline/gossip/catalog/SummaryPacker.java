package io.paceline.gossip.catalog;

import io.paceline.gossip.catalog.CatalogMessage.LogState;
import io.paceline.gossip.catalog.CatalogMessage.Summary;
import java.util.ArrayList;
import java.util.List;

/** Divides the states of many logs over summaries; a range may be cut between two owners. */
final class SummaryPacker {
  private static final int RANGE_BYTES = 17;

  private final String sender;
  private final int bytesMax;
  private final List<Summary> summaries = new ArrayList<>();

  private List<HashRange> ranges = new ArrayList<>();
  private List<LogState> states = new ArrayList<>();
  private int bytes;

  SummaryPacker(String sender, int bytesMax) {
    this.sender = sender;
    this.bytesMax = bytesMax;
    this.bytes = headBytes();
  }

  private int headBytes() {
    return 3 * sender.length() + 24;
  }

  /** Adds a range with all the logs in it, in the order of their hashes. */
  void add(HashRange range, List<OwnerLog> logs) {
    long first = range.first();
    bytes += RANGE_BYTES;
    for (OwnerLog log : logs) {
      int more = CatalogCodec.stateBytes(log.owner());
      if (bytes + more > bytesMax && log.hash() != first) {
        ranges.add(new HashRange(first, log.hash() - 1));
        close();
        first = log.hash();
        bytes += RANGE_BYTES;
      }
      states.add(LogState.of(log));
      bytes += more;
    }
    ranges.add(new HashRange(first, range.last()));
  }

  private void close() {
    if (!ranges.isEmpty()) {
      summaries.add(new Summary(sender, ranges, states));
      ranges = new ArrayList<>();
      states = new ArrayList<>();
      bytes = headBytes();
    }
  }

  List<Summary> summaries() {
    close();
    return summaries;
  }
}
