package io.paceline.sidecar.api;

import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.CheckDefinition;
import java.util.List;

/** A service that is to be registered, still without a node, and its checks. */
record Registration(ServiceInstance instance, List<CheckDefinition> checks) {
  Registration {
    checks = List.copyOf(checks);
  }
}
