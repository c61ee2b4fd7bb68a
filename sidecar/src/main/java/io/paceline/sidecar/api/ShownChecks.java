package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.Check;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.LocalChecks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checks of one moment, in Consul's order: of an instance those of its node first, all else by
 * id.
 */
final class ShownChecks {
  private static final Comparator<ShownCheck> BY_ID =
      Comparator.comparing(check -> check.check().id());

  private static final Comparator<ShownCheck> ORDER =
      Comparator.<ShownCheck, Boolean>comparing(check -> !check.isOfNode())
          .thenComparing(check -> !check.check().id().equals("serfHealth"))
          .thenComparing(BY_ID);

  private final LocalChecks local;
  private final String self;
  private final Set<String> members = new LinkedHashSet<>();

  ShownChecks(LocalAgent agent, LocalChecks local) {
    this.local = local;
    this.self = agent.localMember().name();
    for (Member member : agent.members()) {
      members.add(member.name());
    }
  }

  /** What decides over one instance. */
  List<ShownCheck> of(ServiceEntry entry) {
    List<ShownCheck> checks = new ArrayList<>();
    if (members.contains(entry.node().name())) {
      checks.add(ShownCheck.serfHealth(entry.node().name()));
    }
    for (Check check : entry.instance().checks()) {
      checks.add(timed(ShownCheck.of(entry, check)));
    }
    checks.sort(ORDER);
    return checks;
  }

  /** Everything that is known of one node and its services, each check once. */
  List<ShownCheck> ofNode(String node, CatalogSnapshot catalog) {
    Map<List<String>, ShownCheck> checks = new LinkedHashMap<>();
    if (members.contains(node)) {
      put(checks, ShownCheck.serfHealth(node));
    }
    if (node.equals(self)) {
      local.ofNode().forEach(check -> put(checks, timed(ShownCheck.ofNode(node, check))));
    }
    catalog.services().stream()
        .flatMap(view -> view.entries().stream())
        .filter(entry -> entry.node().name().equals(node))
        .flatMap(entry -> of(entry).stream())
        .forEach(check -> put(checks, check));
    List<ShownCheck> sorted = new ArrayList<>(checks.values());
    sorted.sort(BY_ID);
    return sorted;
  }

  /** This agent's own: of its node, and of the services registered here. */
  List<ShownCheck> ofAgent(List<ServiceInstance> registrations) {
    List<ShownCheck> checks = new ArrayList<>();
    local.ofNode().forEach(check -> checks.add(timed(ShownCheck.ofNode(self, check))));
    for (ServiceInstance instance : registrations) {
      for (Check check : instance.checks()) {
        ShownCheck shown = timed(ShownCheck.of(instance, check));
        if (!shown.isOfNode()) {
          checks.add(shown);
        }
      }
    }
    checks.sort(BY_ID);
    return checks;
  }

  private static void put(Map<List<String>, ShownCheck> checks, ShownCheck check) {
    checks.put(List.of(check.serviceId(), check.check().id()), check);
  }

  /** How often others check is not gossiped. */
  private ShownCheck timed(ShownCheck check) {
    if (!check.node().equals(self)) {
      return check;
    }
    return local
        .definition(check.check().id())
        .map(d -> check.withTimes(GoDuration.text(d.interval()), GoDuration.text(d.timeout())))
        .orElse(check);
  }
}
