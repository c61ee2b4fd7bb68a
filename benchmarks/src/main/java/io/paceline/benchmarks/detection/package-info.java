/** How fast a crash is noticed: Paceline and Serf, each in a cluster of its own, in one run. */
@NullMarked
package io.paceline.benchmarks.detection;

import org.jspecify.annotations.NullMarked;
