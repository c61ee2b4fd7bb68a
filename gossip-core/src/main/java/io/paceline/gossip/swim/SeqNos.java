package io.paceline.gossip.swim;

/** The sequence numbers of our pings: unsigned 32 bits, from 1 on, wrapping past zero. */
final class SeqNos {
  private int last;

  long next() {
    last++;
    if (last == 0) {
      last = 1;
    }
    return Integer.toUnsignedLong(last);
  }
}
