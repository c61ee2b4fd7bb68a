/** Small runnable programs. */
@NullMarked
package io.paceline.examples;

import org.jspecify.annotations.NullMarked;
