/**
 * The fault matrix: Paceline and Serf under the same faults at the same time, each cluster on a
 * small network of its own made of network namespaces.
 */
@NullMarked
package io.paceline.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
