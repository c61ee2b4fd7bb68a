/** Paceline nodes in one cluster with real {@code serf} agents, an old and a new version. */
@NullMarked
package io.paceline.gossip.interop;

import org.jspecify.annotations.NullMarked;
