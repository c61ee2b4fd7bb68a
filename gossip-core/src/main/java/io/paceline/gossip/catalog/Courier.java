package io.paceline.gossip.catalog;

import io.paceline.service.Bytes;
import java.util.List;

/** Sends to capable members: by datagram what fits, the rest by stream. Counts what it sends. */
final class Courier {
  private final CatalogConfig config;
  private final CatalogOutbox outbox;
  private final Counters counters;

  Courier(CatalogConfig config, CatalogOutbox outbox, Counters counters) {
    this.config = config;
    this.outbox = outbox;
    this.counters = counters;
  }

  void send(CatalogPeer to, CatalogMessage message) {
    send(to, CatalogCodec.encode(message));
  }

  void send(CatalogPeer to, Bytes body) {
    counters.add(CatalogCounter.BYTES_SENT, body.size());
    if (body.size() <= config.packetBytesMax()) {
      counters.increment(CatalogCounter.PACKETS_SENT);
      outbox.send(to.address(), body);
    } else {
      counters.increment(CatalogCounter.STREAMS_SENT);
      outbox.sendReliable(to.address(), body);
    }
  }

  /**
   * Sends blocks to each of some members: a few datagrams, or by stream if that is not enough.
   *
   * @return bytes sent
   */
  long send(List<CatalogPeer> to, List<LogBlock> blocks, boolean rumour) {
    long bytes = 0;
    for (Bytes body : BlockPacker.pack(blocks, rumour, bodyBytes(blocks))) {
      for (CatalogPeer peer : to) {
        send(peer, body);
        bytes += body.size();
      }
    }
    return bytes;
  }

  private int bodyBytes(List<LogBlock> blocks) {
    long bytes = 0;
    for (LogBlock block : blocks) {
      bytes += BlockPacker.bytes(block);
    }
    boolean few = bytes <= (long) CatalogLimits.PACKETS_PER_ANSWER * config.packetBytesMax();
    return few ? config.packetBytesMax() : CatalogLimits.STREAM_BYTES;
  }
}
