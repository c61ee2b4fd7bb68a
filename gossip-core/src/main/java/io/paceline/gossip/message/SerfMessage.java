package io.paceline.gossip.message;

/** A message of the Serf layer: what a {@link UserMessage} or the state of a push/pull carries. */
public sealed interface SerfMessage
    permits JoinIntent,
        LeaveIntent,
        QueryMessage,
        QueryResponse,
        Relay,
        SerfState,
        UserEventMessage {
  SerfMessageType type();
}
