package io.paceline.simulator;

import io.paceline.gossip.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as a rolling 64-bit hash and, where somebody listens, as lines of text. Two runs
 * with the same hash did the same things at the same times with the same contents. Not thread-safe.
 */
final class Trace {
  private static final long PRIME = 0x9e3779b97f4a7c15L;

  private final @Nullable Consumer<String> lines;
  private long hash = PRIME;

  Trace(@Nullable Consumer<String> lines) {
    this.lines = lines;
  }

  long hash() {
    return hash;
  }

  /** A packet or a stream's message arrives. */
  void arrival(long atNanos, VirtualNode from, VirtualNode to, String how, List<Message> parts) {
    mix(atNanos);
    mix((long) from.index() << 32 | to.index());
    for (Message part : parts) {
      mix(MessageHash.of(part));
    }
    if (lines != null) {
      line(atNanos, to.name() + " <- " + from.name() + " " + how + " " + parts);
    }
  }

  /** A node's timer runs. */
  void timer(long atNanos, VirtualNode node) {
    mix(atNanos);
    mix(node.index());
  }

  /** Something else happens to a node, or to all. */
  void note(long atNanos, String text) {
    mix(atNanos);
    mix(text.hashCode());
    line(atNanos, text);
  }

  /** Something that an engine said, which its inputs determine: not hashed, shown only. */
  void say(long atNanos, VirtualNode node, Object text) {
    if (lines != null) {
      line(atNanos, node.name() + " " + text);
    }
  }

  /** A virtual time as seconds, for people. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.6f s", nanos / 1e9);
  }

  private void line(long atNanos, String text) {
    if (lines != null) {
      lines.accept(String.format(Locale.ROOT, "%14.9f %s", atNanos / 1e9, text));
    }
  }

  private void mix(long value) {
    hash = Long.rotateLeft(hash ^ value, 29) * PRIME;
  }
}
