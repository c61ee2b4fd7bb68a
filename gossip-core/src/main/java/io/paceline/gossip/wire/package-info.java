/**
 * Bytes to messages and back: msgpack, compound, compression, checksum, encryption, label. It knows
 * nothing of sockets or of the engine. Whatever is wrong with received bytes becomes a {@link
 * io.paceline.gossip.wire.WireFormatException}; whatever a sender can make grow has its bound in
 * {@link io.paceline.gossip.wire.WireLimits}.
 */
@NullMarked
package io.paceline.gossip.wire;

import org.jspecify.annotations.NullMarked;
