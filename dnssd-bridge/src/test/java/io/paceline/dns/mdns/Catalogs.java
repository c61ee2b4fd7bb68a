package io.paceline.dns.mdns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import java.util.Map;

/** Snapshots of a catalog with just some instances. */
final class Catalogs {
  private Catalogs() {}

  static CatalogSnapshot of(ServiceInstance... instances) {
    SnapshotBuilder builder = new SnapshotBuilder();
    for (ServiceInstance instance : instances) {
      NodeEntry node = new NodeEntry(instance.node(), "10.0.0.1", "dc1", Map.of(), Map.of());
      builder.putNode(node);
      builder.put(new ServiceEntry(instance, node));
    }
    return builder.snapshot();
  }

  static Check check(HealthStatus status) {
    return new Check("check", "check", status, "tcp", "", "");
  }
}
