/**
 * The HTTP API: Consul's paths and JSON forms, answered from gossip; what Consul lacks lies under
 * {@code /v1/paceline/}. Handlers are functions of the request and of {@code LocalAgent}; nothing
 * here knows a socket.
 */
@NullMarked
package io.paceline.sidecar.api;

import org.jspecify.annotations.NullMarked;
