package io.paceline.service.selection;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Suspicion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Instances of the service "web", one on each node. */
final class Instances {
  private Instances() {}

  static ServiceEntry on(String node) {
    return on(node, builder -> builder);
  }

  static ServiceEntry on(String node, UnaryOperator<ServiceInstance.Builder> with) {
    ServiceInstance instance =
        with.apply(ServiceInstance.builder("web").node(node).port(80)).build();
    return new ServiceEntry(instance, new NodeEntry(node, "192.0.2.1", "dc1", Map.of(), Map.of()));
  }

  static ServiceEntry in(HealthStatus health, String node) {
    return on(node, b -> b.checks(List.of(new Check("c", "", health, "", "", ""))));
  }

  static ServiceEntry suspect(Suspicion suspicion, String node) {
    ServiceEntry entry = on(node);
    return new ServiceEntry(entry.instance(), entry.node(), suspicion);
  }

  static ServiceEntry inZone(String zone, String node) {
    return on(node, b -> b.zone(zone));
  }

  static List<ServiceEntry> many(int count) {
    List<ServiceEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(on("n%04d".formatted(i)));
    }
    return entries;
  }

  /** The nodes of a selection in its order. */
  static List<String> nodes(Selection selection) {
    return nodes(selection.entries());
  }

  static List<String> nodes(List<ServiceEntry> entries) {
    return entries.stream().map(entry -> entry.instance().node()).toList();
  }
}
