/**
 * The public face of gossip: start a {@code GossipNode}, see the members, register services, watch
 * them.
 */
@NullMarked
package io.paceline.gossip;

import org.jspecify.annotations.NullMarked;
