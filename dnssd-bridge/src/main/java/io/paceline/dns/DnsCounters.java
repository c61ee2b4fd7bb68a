package io.paceline.dns;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts, while it runs. Safe for use by many threads. */
final class DnsCounters {
  final LongAdder udpQueries = new LongAdder();
  final LongAdder tcpQueries = new LongAdder();
  final LongAdder fromCache = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder noSuchName = new LongAdder();
  final LongAdder truncated = new LongAdder();
  final LongAdder rateLimited = new LongAdder();
  final LongAdder forwarded = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder connectionsRefused = new LongAdder();
  final LongAdder connectionsTimedOut = new LongAdder();

  DnsStatistics read() {
    return new DnsStatistics(
        udpQueries.sum(),
        tcpQueries.sum(),
        fromCache.sum(),
        dropped.sum(),
        malformed.sum(),
        refused.sum(),
        noSuchName.sum(),
        truncated.sum(),
        rateLimited.sum(),
        forwarded.sum(),
        stale.sum(),
        failures.sum(),
        connections.sum(),
        connectionsRefused.sum(),
        connectionsTimedOut.sum());
  }
}
