package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;

/** Tells the engine how large messages are on the wire, which it does not otherwise know. */
public interface MessageSizer {
  /** Bytes of the message with its type byte, before compression and encryption. */
  int bytes(Message message);

  /** Bytes that a datagram may carry after label and encryption have taken theirs. */
  int packetBytesMax();
}
