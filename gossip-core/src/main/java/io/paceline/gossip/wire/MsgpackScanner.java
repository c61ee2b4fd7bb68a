package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;

/**
 * Finds where msgpack values end while their bytes still arrive. It remembers how many values it
 * waits for, so that bytes are looked at once however they are cut. It does not check what the
 * values are or how deep they nest: the reader does, once all are there.
 */
final class MsgpackScanner {
  private long awaited;
  private int at;

  /** How far the bytes must reach before another look at the value at hand can tell more. */
  private long wantedEnd;

  /** Waits for that many values more, the first of which starts at the index. */
  void await(long values, int index) {
    awaited = values;
    at = index;
  }

  /** Where the values end, once all are passed. */
  int position() {
    return at;
  }

  /** Passes over what is there; whether all awaited values are. */
  boolean pass(byte[] in, int end) throws WireFormatException {
    MsgpackReader reader = new MsgpackReader(in, at, end - at);
    try {
      while (awaited > 0 && at < end && wantedEnd <= end) {
        awaited += reader.skipHead() - 1;
        at = reader.position();
      }
      return awaited == 0;
    } catch (WireFormatException e) {
      if (e.reason() != Reason.TRUNCATED) {
        throw e;
      }
      wantedEnd = end + reader.missingBytes();
      return false;
    }
  }
}
