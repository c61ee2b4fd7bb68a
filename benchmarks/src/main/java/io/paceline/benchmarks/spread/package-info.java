/** How fast a change and a death become known to 60 members: Paceline, ScaleCube and serf. */
@NullMarked
package io.paceline.benchmarks.spread;

import org.jspecify.annotations.NullMarked;
