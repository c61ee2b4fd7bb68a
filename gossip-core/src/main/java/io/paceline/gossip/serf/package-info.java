/**
 * The Serf layer above SWIM, as Serf's agents speak it: Lamport clocks, join and leave intents,
 * user events, queries, network coordinates. Like the engine beneath it has no clock, socket,
 * thread or randomness of its own; one thread owns it.
 */
@NullMarked
package io.paceline.gossip.serf;

import org.jspecify.annotations.NullMarked;
