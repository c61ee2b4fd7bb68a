/**
 * The replicated service catalog: every member keeps a log of its own services, every other member
 * a copy of it. Rumours spread a change at once, digests repair what rumours missed. Like the rest
 * of the engine it has no clock, socket, thread or randomness of its own, and one thread owns it.
 */
@NullMarked
package io.paceline.gossip.catalog;

import org.jspecify.annotations.NullMarked;
