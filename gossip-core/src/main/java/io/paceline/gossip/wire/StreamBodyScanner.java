package io.paceline.gossip.wire;

import io.paceline.gossip.message.MessageType;

/**
 * Finds the end of a message on a stream that is not encrypted. Nothing says its length, and the
 * opener keeps its side open while it waits for the answer, so only the structure tells: one map;
 * behind it, for a push/pull, as many maps as the first one says; behind that, for a push/pull and
 * for a user message, as many bytes as it says.
 */
final class StreamBodyScanner {
  private enum Awaited {
    TYPE,
    HEADER,
    NODES,
    TAIL,
    NOTHING
  }

  private final int start;
  private final MsgpackScanner values = new MsgpackScanner();

  private Awaited awaited = Awaited.TYPE;
  private int tailBytes;

  /** For a message whose type byte is at the index. */
  StreamBodyScanner(int start) {
    this.start = start;
  }

  /** Whether the message is complete; the array holds at least what it held before. */
  boolean isComplete(byte[] in, int end) throws WireFormatException {
    while (awaited != Awaited.NOTHING && pass(in, end)) {}
    return awaited == Awaited.NOTHING;
  }

  /** Takes one step; whether what was awaited is there. */
  private boolean pass(byte[] in, int end) throws WireFormatException {
    return switch (awaited) {
      case TYPE -> end > start && passType(in);
      case HEADER -> values.pass(in, end) && passHeader(in);
      case NODES -> values.pass(in, end) && then(Awaited.TAIL);
      case TAIL -> end - values.position() >= tailBytes && then(Awaited.NOTHING);
      case NOTHING -> false;
    };
  }

  private boolean passType(byte[] in) throws WireFormatException {
    int type = in[start] & 0xff;
    if (type != Compression.TYPE) {
      StreamMessageCodec.type(type);
    }
    values.await(1, start + 1);
    return then(Awaited.HEADER);
  }

  private boolean passHeader(byte[] in) throws WireFormatException {
    int end = values.position();
    MsgpackReader header = new MsgpackReader(in, start + 1, end - start - 1);
    int type = in[start];
    if (type == MessageType.PUSH_PULL.code()) {
      PushPullCodec.Header counts = PushPullCodec.readHeader(header);
      values.await(counts.nodes(), end);
      tailBytes = counts.userStateBytes();
    } else if (type == MessageType.USER.code()) {
      tailBytes = StreamMessageCodec.readUserHeader(header);
    }
    return then(Awaited.NODES);
  }

  private boolean then(Awaited next) {
    awaited = next;
    return true;
  }
}
