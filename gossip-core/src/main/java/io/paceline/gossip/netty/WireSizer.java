package io.paceline.gossip.netty;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.wire.MessageCodec;

/**
 * Sizes as this node's wire has them.
 *
 * @param overheadBytes what label and encryption add to a datagram
 */
record WireSizer(int overheadBytes) implements MessageSizer {
  /** memberlist's budget. A checksum comes on top of it, as it does there. */
  private static final int BUDGET_BYTES = 1_400;

  @Override
  public int bytes(Message message) {
    return MessageCodec.encodedBytes(message);
  }

  @Override
  public int packetBytesMax() {
    return BUDGET_BYTES - overheadBytes;
  }
}
