package io.paceline.sidecar.agent;

import io.paceline.sidecar.checks.CheckTargets;
import java.net.InetSocketAddress;

/**
 * How the HTTP API is served.
 *
 * @param bind where; loopback only, since there is no token yet
 * @param checkTargets where checks that come by the API may connect to
 */
public record HttpSettings(InetSocketAddress bind, CheckTargets checkTargets) {}
