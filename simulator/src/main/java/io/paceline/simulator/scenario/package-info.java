/**
 * Tests of failover as a list of steps in virtual time: what happens to a cluster, and what its
 * members must see. For the protocol's own tests and for those of Paceline's users.
 */
@NullMarked
package io.paceline.simulator.scenario;

import org.jspecify.annotations.NullMarked;
