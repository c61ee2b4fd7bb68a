/**
 * The SWIM engine with Lifeguard's extensions, as memberlist speaks it, without any input or output
 * of its own: no clock, no socket, no thread, no randomness. One thread owns an engine.
 */
@NullMarked
package io.paceline.gossip.swim;

import org.jspecify.annotations.NullMarked;
