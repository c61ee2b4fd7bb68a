package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;

/** Numbers the streams that the engine opens. */
final class Streams {
  private final SwimOutbox out;
  private long next = 1;

  Streams(SwimOutbox out) {
    this.out = out;
  }

  StreamId open(PeerAddress to, Message first) {
    StreamId stream = new StreamId(true, next++);
    out.openStream(stream, to, first);
    return stream;
  }

  void close(StreamId stream) {
    out.closeStream(stream);
  }
}
