/**
 * Sockets for the gossip engine: one event loop that owns the engine and listens, a second one that
 * carries and decodes the streams. The only package that knows Netty's transport, and the only one
 * of gossip-core that knows what time it is.
 */
@NullMarked
package io.paceline.gossip.netty;

import org.jspecify.annotations.NullMarked;
