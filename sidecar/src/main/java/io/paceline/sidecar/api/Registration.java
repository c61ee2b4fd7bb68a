package io.paceline.sidecar.api;

import com.google.gson.JsonObject;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.CheckDefinition;
import java.util.List;

/**
 * A service that is to be registered, still without a node, and its checks.
 *
 * @param source what both were read from: equal sources ask for the same
 */
public record Registration(
    ServiceInstance instance, List<CheckDefinition> checks, JsonObject source) {
  public Registration {
    checks = List.copyOf(checks);
  }
}
