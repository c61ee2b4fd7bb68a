/**
 * Swarm testing: every seed draws its own world, its own faults and its own work, and all claims
 * must hold in all of them (Groce et al., "Swarm Testing", ISSTA 2012).
 */
@NullMarked
package io.paceline.simulator.swarm;

import org.jspecify.annotations.NullMarked;
