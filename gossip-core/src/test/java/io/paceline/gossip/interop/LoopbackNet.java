package io.paceline.gossip.interop;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A part of 127.0.0.0/8 that no other test uses: every member gets an address of its own and can
 * listen on the port that everybody expects.
 */
final class LoopbackNet {
  private final String prefix =
      "127."
          + ThreadLocalRandom.current().nextInt(64, 250)
          + "."
          + ThreadLocalRandom.current().nextInt(1, 250)
          + ".";

  private int last;

  String nextIp() {
    return prefix + ++last;
  }
}
