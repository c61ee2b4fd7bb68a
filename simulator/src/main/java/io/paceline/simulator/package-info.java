/** Virtual time and a virtual network: many real engines in one thread. */
@NullMarked
package io.paceline.simulator;

import org.jspecify.annotations.NullMarked;
