/** Consul's catalog without a Consul agent. */
@NullMarked
package io.paceline.consul;

import org.jspecify.annotations.NullMarked;
