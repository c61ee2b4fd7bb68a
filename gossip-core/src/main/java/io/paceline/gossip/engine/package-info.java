/**
 * The whole gossip engine: SWIM, the Serf layer and the service catalog put together, still without
 * any input or output of its own. The same engine runs under Netty and under the simulator.
 */
@NullMarked
package io.paceline.gossip.engine;

import org.jspecify.annotations.NullMarked;
