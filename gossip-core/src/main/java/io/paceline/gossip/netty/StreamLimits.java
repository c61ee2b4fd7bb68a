package io.paceline.gossip.netty;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How much of this node the openers of streams may hold at once. Confined to the stream loop.
 *
 * <p>Members and this host itself are exempt from the limit per address: behind one address may be
 * many of them, and they have joined already.
 */
final class StreamLimits {
  /** Streams of peers at once. memberlist drops the 128th push/pull as well. */
  static final int STREAMS_MAX = 128;

  /** Streams at once of one address that no member has. */
  static final int STREAMS_PER_STRANGER_MAX = 8;

  /** Bytes received but not decoded yet, of all streams in both directions. */
  static final long BYTES_MAX = 64L << 20;

  private final Predicate<InetAddress> known;
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private int streams;
  private long bytes;

  /**
   * @param known whether an address is this host's own or a member's
   */
  StreamLimits(Predicate<InetAddress> known) {
    this.known = known;
  }

  /** Takes a place for a peer's stream; false if there is none for it. */
  boolean open(InetAddress address) {
    int ofAddress = perAddress.getOrDefault(address, 0);
    boolean crowded = ofAddress >= STREAMS_PER_STRANGER_MAX && !known.test(address);
    if (streams >= STREAMS_MAX || crowded) {
      return false;
    }
    streams++;
    perAddress.put(address, ofAddress + 1);
    return true;
  }

  /** Gives back what {@link #open} took. */
  void close(InetAddress address) {
    streams--;
    perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
  }

  /** Takes memory for received bytes; false, and nothing taken, if there is too little left. */
  boolean takeBytes(int count) {
    if (bytes + count > BYTES_MAX) {
      return false;
    }
    bytes += count;
    return true;
  }

  void returnBytes(long count) {
    bytes -= count;
  }

  int streams() {
    return streams;
  }
}
