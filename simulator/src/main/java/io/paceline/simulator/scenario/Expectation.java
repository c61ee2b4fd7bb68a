package io.paceline.simulator.scenario;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.SwimState;
import io.paceline.service.ServiceEntry;
import io.paceline.simulator.VirtualNode;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What one member of a {@link Scenario} must see. */
public final class Expectation {
  private final Scenario scenario;
  private final VirtualNode node;
  private final Duration within;

  Expectation(Scenario scenario, VirtualNode node, Duration within) {
    this.scenario = scenario;
    this.node = node;
    this.within = within;
  }

  /** It need not be so at once: time passes until it is, at most this long. */
  public Expectation within(Duration bound) {
    return new Expectation(scenario, node, bound);
  }

  /** Another member, whose state {@link Sight#as} names. */
  public Sight sees(String member) {
    return new Sight(member);
  }

  /** The node shows the service at exactly these owners, in any order; at none without any. */
  public Scenario finds(String service, String... owners) {
    List<String> wanted = List.of(owners).stream().sorted().toList();
    return require(
        "finds " + service + " at " + wanted,
        () -> owners(service).equals(wanted),
        () -> "at " + owners(service));
  }

  /** The member that is looked at. */
  public final class Sight {
    private final String member;

    private Sight(String member) {
      this.member = member;
    }

    /** The node takes the member to be alive, suspect, dead, or to have left. */
    public Scenario as(SwimState state) {
      return require(
          "sees " + member + " as " + state,
          () -> state().equals(state.name()),
          () -> "as " + state());
    }

    /** The node does not know the member at all. */
    public Scenario not() {
      return require(
          "does not see " + member, () -> node.member(member).isEmpty(), () -> "as " + state());
    }

    private String state() {
      return node.member(member).map(Expectation::state).orElse("UNKNOWN");
    }
  }

  private static String state(Member member) {
    if (member.status().isUp()) {
      return (member.suspect() ? SwimState.SUSPECT : SwimState.ALIVE).name();
    }
    return (member.status() == MemberStatus.LEFT ? SwimState.LEFT : SwimState.DEAD).name();
  }

  private List<String> owners(String service) {
    return node.catalog().service(service).entries().stream()
        .map(ServiceEntry::node)
        .map(owner -> owner.name())
        .sorted()
        .toList();
  }

  private Scenario require(String what, BooleanSupplier condition, Supplier<String> actual) {
    Duration start = scenario.simulation().now();
    boolean holds = scenario.until(condition, within);
    if (!holds) {
      throw scenario.failed("expect " + node.name() + " " + what + ", but it is " + actual.get());
    }
    Duration waited = scenario.simulation().now().minus(start);
    String after = within.isZero() ? "" : " (after " + Scenario.text(waited) + ")";
    scenario.step("expect " + node.name() + " " + what + after);
    return scenario;
  }
}
