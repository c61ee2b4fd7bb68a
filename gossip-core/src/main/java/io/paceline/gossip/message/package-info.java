/**
 * One record per message of the memberlist and Serf protocols, free of bytes and sockets. Sequence
 * numbers, incarnations and query ids are unsigned 32-bit values held in a {@code long}; Lamport
 * times are unsigned 64-bit values.
 */
@NullMarked
package io.paceline.gossip.message;

import org.jspecify.annotations.NullMarked;
