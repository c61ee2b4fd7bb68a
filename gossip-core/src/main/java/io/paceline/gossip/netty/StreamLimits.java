package io.paceline.gossip.netty;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * How much of this node the openers of streams may hold at once. Confined to the stream loop; the
 * two sums may be read by any thread.
 *
 * <p>Members and this host itself are exempt from the limit per address: behind one address may be
 * many of them, and they have joined already. And the last places are theirs alone: strangers from
 * many addresses must not keep members from exchanging states.
 */
final class StreamLimits {
  /** Streams of peers at once. memberlist drops the 128th push/pull as well. */
  static final int STREAMS_MAX = 128;

  /** Streams at once of one address that no member has. */
  static final int STREAMS_PER_STRANGER_MAX = 8;

  /** Of all, so many are kept free for those that are exempt. */
  static final int STREAMS_RESERVED = 32;

  private static final long BYTES_MAX = 64L << 20;

  private final Predicate<InetAddress> known;
  private final long bytesMax;
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param known whether an address is this host's own or a member's
   * @param bytesMax what the messages of all streams, both ways, may take while they are received,
   *     handled or sent
   */
  StreamLimits(Predicate<InetAddress> known, long bytesMax) {
    this.known = known;
    this.bytesMax = bytesMax;
  }

  /** 64 MiB, but never more than a quarter of the heap. */
  static long bytesMax(long heapBytesMax) {
    return Math.min(BYTES_MAX, heapBytesMax / 4);
  }

  /** Takes a place for a peer's stream; false if there is none for it. */
  boolean open(InetAddress address) {
    int ofAddress = perAddress.getOrDefault(address, 0);
    boolean fewForStranger =
        ofAddress < STREAMS_PER_STRANGER_MAX && streams.get() < STREAMS_MAX - STREAMS_RESERVED;
    if (streams.get() >= STREAMS_MAX || !(fewForStranger || known.test(address))) {
      return false;
    }
    streams.incrementAndGet();
    perAddress.put(address, ofAddress + 1);
    return true;
  }

  /** Gives back what {@link #open} took. */
  void close(InetAddress address) {
    streams.decrementAndGet();
    perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
  }

  /** Takes memory; false, and nothing taken, if there is too little left. */
  boolean takeBytes(long count) {
    if (count > bytesLeft()) {
      return false;
    }
    bytes.addAndGet(count);
    return true;
  }

  long bytesLeft() {
    return bytesMax - bytes.get();
  }

  /** Memory that is taken. */
  long bytes() {
    return bytes.get();
  }

  void returnBytes(long count) {
    bytes.addAndGet(-count);
  }

  /** Streams of peers that are open. */
  int streams() {
    return streams.get();
  }
}
