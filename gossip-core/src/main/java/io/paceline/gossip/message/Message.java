package io.paceline.gossip.message;

/** A memberlist message: what one part of a packet, or one stream, carries. */
public sealed interface Message
    permits Ack,
        Alive,
        Dead,
        ErrorMessage,
        IndirectPing,
        Nack,
        Ping,
        PushPull,
        Suspect,
        UserMessage {
  MessageType type();
}
