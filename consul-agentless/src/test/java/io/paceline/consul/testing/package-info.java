/** Real Consul servers and agents, for the tests of this module and of others. */
@NullMarked
package io.paceline.consul.testing;

import org.jspecify.annotations.NullMarked;
