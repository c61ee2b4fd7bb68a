package io.paceline.simulator.check;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether every running node sees what is: all running nodes alive with their own incarnation and
 * tags, nobody else up, and exactly the services that those have registered.
 */
public final class Agreement {
  private static final Comparator<ServiceInstance> BY_OWNER_AND_ID =
      Comparator.comparing(ServiceInstance::node).thenComparing(ServiceInstance::id);

  private final Simulation simulation;

  public Agreement(Simulation simulation) {
    this.simulation = simulation;
  }

  public boolean holds() {
    return difference().isEmpty();
  }

  /** The first difference that is found, for people; empty if all agree. */
  public Optional<String> difference() {
    Map<String, Member> up = new HashMap<>(); // looked up only
    List<ServiceInstance> services = new ArrayList<>();
    for (VirtualNode node : simulation.nodes()) {
      if (node.isUp()) {
        up.put(node.name(), node.localMember());
        services.addAll(node.services());
      }
    }
    services.sort(BY_OWNER_AND_ID);
    for (VirtualNode node : simulation.nodes()) {
      if (node.isUp()) {
        Optional<String> difference = members(node, up).or(() -> services(node, services));
        if (difference.isPresent()) {
          return difference;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> members(VirtualNode node, Map<String, Member> up) {
    Set<String> missing = new HashSet<>(up.keySet());
    for (Member member : node.members()) {
      Member truth = up.get(member.name());
      if (truth == null) {
        if (member.status().isUp()) {
          return Optional.of(node.name() + " takes for up what is not: " + text(member));
        }
      } else if (!agrees(member, truth)) {
        return Optional.of(node.name() + " sees " + text(member) + " instead of " + text(truth));
      } else {
        missing.remove(member.name());
      }
    }
    return missing.stream().sorted().findFirst().map(name -> node.name() + " misses " + name);
  }

  private static boolean agrees(Member seen, Member truth) {
    return seen.status() == MemberStatus.ALIVE
        && !seen.suspect()
        && seen.incarnation() == truth.incarnation()
        && seen.tags().equals(truth.tags());
  }

  private static Optional<String> services(VirtualNode node, List<ServiceInstance> registered) {
    List<ServiceInstance> shown = new ArrayList<>();
    for (ServiceView view : node.catalog().services()) {
      for (ServiceEntry entry : view.entries()) {
        shown.add(entry.instance());
      }
    }
    shown.sort(BY_OWNER_AND_ID);
    if (shown.equals(registered)) {
      return Optional.empty();
    }
    Optional<String> extra =
        first(shown, registered).map(text -> " shows " + text + ", which is not registered");
    Optional<String> missing = first(registered, shown).map(text -> " misses " + text);
    return extra
        .or(() -> missing)
        .or(() -> Optional.of(" shows a service twice"))
        .map(text -> node.name() + text);
  }

  private static Optional<String> first(List<ServiceInstance> some, List<ServiceInstance> without) {
    return some.stream()
        .filter(instance -> !without.contains(instance))
        .map(Agreement::text)
        .findFirst();
  }

  private static String text(ServiceInstance instance) {
    return instance.service()
        + "/"
        + instance.node()
        + "/"
        + instance.id()
        + " at port "
        + instance.port();
  }

  private static String text(Member member) {
    return member.name()
        + " "
        + member.status()
        + (member.suspect() ? " and suspect" : "")
        + " in incarnation "
        + member.incarnation()
        + " with "
        + member.tags();
  }
}
