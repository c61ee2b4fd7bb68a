package io.paceline.simulator.check;

import io.paceline.gossip.Member;
import io.paceline.gossip.MembershipEvent;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.HashMap;
import java.util.Map;

/**
 * No view of a member goes back to an older incarnation, and nobody knows of a higher one than the
 * member itself ever had. A member that has been down for so long that it was purged starts anew.
 */
public final class IncarnationsNeverDecrease implements Checker {
  private record Known(long incarnation, boolean down, long sinceNanos) {}

  private final Simulation simulation;
  private final long purgeNanos;
  private final PerNode<Map<String, Known>> known = new PerNode<>(HashMap::new);
  private final Map<String, Long> highest = new HashMap<>();

  public IncarnationsNeverDecrease(Simulation simulation) {
    this.simulation = simulation;
    this.purgeNanos = simulation.options().swim().gossip().toTheDead().toNanos();
  }

  @Override
  public void onStarted(VirtualNode node) {
    known.forget(node);
  }

  @Override
  public void onStopping(VirtualNode node) {
    raise(node);
  }

  @Override
  public void onMembership(VirtualNode node, MembershipEvent event) {
    Member member = event.member();
    if (event instanceof MembershipEvent.Reaped) {
      known.of(node).remove(member.name());
      return;
    }
    requireOwned(node, member);
    boolean down = !member.status().isUp();
    Known before = known.of(node).get(member.name());
    long since = down && before != null && before.down ? before.sinceNanos : node.localNanos();
    known.of(node).put(member.name(), new Known(member.incarnation(), down, since));
    if (before != null && member.incarnation() < before.incarnation && !wasPurged(node, before)) {
      throw simulation.broken(
          node,
          member.name()
              + " goes back from incarnation "
              + before.incarnation
              + " to "
              + member.incarnation());
    }
  }

  private boolean wasPurged(VirtualNode node, Known before) {
    return before.down && node.localNanos() - before.sinceNanos >= purgeNanos;
  }

  private void requireOwned(VirtualNode node, Member member) {
    VirtualNode owner = simulation.node(member.name());
    if (owner.isUp()) {
      raise(owner);
    }
    long owned = highest.getOrDefault(member.name(), 0L);
    if (member.incarnation() > owned) {
      throw simulation.broken(
          node,
          "knows incarnation "
              + member.incarnation()
              + " of "
              + member.name()
              + ", whose highest was "
              + owned);
    }
  }

  private void raise(VirtualNode owner) {
    highest.merge(owner.name(), owner.localMember().incarnation(), Math::max);
  }
}
