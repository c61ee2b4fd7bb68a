/** What the tests of several modules share; the others depend on it as gossip-core's test-jar. */
@NullMarked
package io.paceline.testing;

import org.jspecify.annotations.NullMarked;
