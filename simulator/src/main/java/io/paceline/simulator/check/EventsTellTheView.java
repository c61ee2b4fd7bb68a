package io.paceline.simulator.check;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who follows the membership events of a node, in order, knows what {@code members()} shows: each
 * event fits what was before it, and nothing changes without one.
 */
public final class EventsTellTheView implements Checker {
  /** What an event tells; an incarnation may rise without one. */
  private record Told(
      PeerAddress address, Map<String, String> tags, MemberStatus status, boolean suspect) {
    private static Told of(Member member) {
      // Serf has no event for "about to leave"
      MemberStatus status =
          member.status() == MemberStatus.LEAVING ? MemberStatus.ALIVE : member.status();
      return new Told(member.address(), member.tags(), status, member.suspect());
    }
  }

  private final Simulation simulation;
  private final PerNode<Map<String, Told>> told = new PerNode<>(TreeMap::new);

  public EventsTellTheView(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onStarted(VirtualNode node) {
    told.forget(node);
  }

  @Override
  public void onMembership(VirtualNode node, MembershipEvent event) {
    Map<String, Told> view = told.of(node);
    String name = event.member().name();
    Told before = view.get(name);
    boolean up = before != null && before.status.isUp();
    if (!fits(event, before != null, up)) {
      throw simulation.broken(node, "says " + event + " of a member that was " + before);
    }
    if (event instanceof MembershipEvent.Reaped) {
      view.remove(name);
    } else {
      view.put(name, Told.of(event.member()));
    }
  }

  private static boolean fits(MembershipEvent event, boolean known, boolean up) {
    if (event instanceof MembershipEvent.Joined) {
      return !up;
    }
    if (event instanceof MembershipEvent.Reaped) {
      return known && !up;
    }
    if (event instanceof MembershipEvent.Left) {
      return known; // a failed member may turn out to have left
    }
    return up;
  }

  @Override
  public void onSecond(Simulation all) {
    for (VirtualNode node : all.nodes()) {
      if (node.isUp()) {
        compare(node);
      }
    }
  }

  private void compare(VirtualNode node) {
    Map<String, Told> shown = new TreeMap<>();
    node.members().forEach(member -> shown.put(member.name(), Told.of(member)));
    if (!shown.equals(told.of(node))) {
      throw simulation.broken(
          node, "shows " + shown + " while its events told of " + told.of(node));
    }
  }
}
