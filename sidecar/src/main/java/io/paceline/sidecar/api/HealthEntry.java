package io.paceline.sidecar.api;

import io.paceline.service.ServiceEntry;
import java.util.List;

/** An instance with all checks that decide over it. */
record HealthEntry(ServiceEntry entry, List<ShownCheck> checks) {
  HealthEntry {
    checks = List.copyOf(checks);
  }
}
