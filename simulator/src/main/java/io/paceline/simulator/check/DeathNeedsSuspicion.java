package io.paceline.simulator.check;

import io.paceline.gossip.Member;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimMath;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first verdict anywhere that a member of some incarnation is dead comes from a node that
 * suspected it for at least the shortest suspicion time, by its own clock; and nobody is said to
 * have left who was not told to. Everybody else may believe that first verdict at once.
 */
public final class DeathNeedsSuspicion implements Checker {
  private record Verdict(String member, long incarnation) {}

  private record Suspected(long incarnation, long sinceNanos, long leastNanos) {}

  private final Simulation simulation;
  private final PerNode<Map<String, Suspected>> suspected = new PerNode<>(HashMap::new);
  private final PerNode<Set<String>> up = new PerNode<>(HashSet::new);
  private final Set<Verdict> verdicts = new HashSet<>();

  public DeathNeedsSuspicion(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onStarted(VirtualNode node) {
    suspected.forget(node);
    up.forget(node);
  }

  @Override
  public void onMembership(VirtualNode node, MembershipEvent event) {
    Member member = event.member();
    if (member.status().isUp()) {
      up.of(node).add(member.name());
    } else {
      up.of(node).remove(member.name());
    }
    if (event instanceof MembershipEvent.Failed) {
      onFailed(node, member);
    } else if (event instanceof MembershipEvent.Left && !wasToldToLeave(member)) {
      throw simulation.broken(node, "says that " + member.name() + " left, which it did not");
    }
    if (member.suspect() && member.status().isUp()) {
      onSuspected(node, member);
    } else {
      suspected.of(node).remove(member.name());
    }
  }

  private void onSuspected(VirtualNode node, Member member) {
    Suspected before = suspected.of(node).get(member.name());
    if (before == null || before.incarnation != member.incarnation()) {
      suspected
          .of(node)
          .put(
              member.name(),
              new Suspected(member.incarnation(), node.localNanos(), leastNanos(node)));
    }
  }

  /**
   * The engine counts at least the members that are up, as its events told until this one: the view
   * may have grown since, within the same input.
   */
  private long leastNanos(VirtualNode node) {
    int members = Math.max(1, up.of(node).size());
    SwimConfig swim = simulation.options().swim();
    return SwimMath.suspicionMinNanos(
        swim.suspicion().multiplier(), members, swim.probe().interval().toNanos());
  }

  private void onFailed(VirtualNode node, Member member) {
    boolean first = verdicts.add(new Verdict(member.name(), member.incarnation()));
    if (first && !wasToldToLeave(member)) {
      requireRun(node, member, suspected.of(node).get(member.name()));
    }
  }

  private boolean wasToldToLeave(Member member) {
    return simulation.node(member.name()).wasToldToLeave();
  }

  private void requireRun(VirtualNode node, Member member, @Nullable Suspected suspicion) {
    if (suspicion == null || suspicion.incarnation != member.incarnation()) {
      throw simulation.broken(
          node,
          "is the first to declare " + member.name() + " dead and had not suspected it: " + member);
    }
    long ran = node.localNanos() - suspicion.sinceNanos;
    if (ran < suspicion.leastNanos) {
      throw simulation.broken(
          node,
          "declares "
              + member.name()
              + " dead after a suspicion of "
              + ran / 1_000_000
              + " ms, at least "
              + suspicion.leastNanos / 1_000_000
              + " ms are due");
    }
  }
}
