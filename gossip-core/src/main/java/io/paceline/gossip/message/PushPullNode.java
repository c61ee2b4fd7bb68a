package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/** One member as the sender of a {@link PushPull} sees it. */
public record PushPullNode(
    String name,
    PeerAddress address,
    Bytes meta,
    long incarnation,
    SwimState state,
    Versions versions) {}
