/** JMH benchmarks. */
@NullMarked
package io.paceline.benchmarks;

import org.jspecify.annotations.NullMarked;
