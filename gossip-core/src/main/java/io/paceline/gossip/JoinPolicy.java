package io.paceline.gossip;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who may become a member. All three questions are asked before anything changes; a no is counted
 * and has no other effect. The local member itself is never asked about.
 *
 * <p>The two hooks run on the node's own thread in the middle of its work: they must be pure, must
 * not block and must not call the node. They see what a peer claims and nothing of it is proved;
 * above all a hook protects nothing without a key. One that throws has refused.
 *
 * <p>Where these rules differ from node to node, so do the clusters that the nodes see.
 *
 * @param allow where packets and streams may come from, and which addresses members may have; empty
 *     allows all
 * @param accept asked of each member that is new, comes back, or changes what it says of itself
 * @param merge asked of all members that the other side of a join lists, with their last known
 *     status; a no refuses the whole exchange, on whichever side it is said. It keeps two clusters
 *     from merging by mistake, but gossip may still bring members one by one: for those {@code
 *     accept} is asked
 */
public record JoinPolicy(
    List<Cidr> allow, Predicate<Member> accept, Predicate<List<Member>> merge) {
  /** Everybody. */
  public static final JoinPolicy ALL = new JoinPolicy(List.of(), member -> true, members -> true);

  public JoinPolicy {
    allow = List.copyOf(allow);
  }

  /** Whether an address is in the allow-list, or there is none. */
  public boolean allows(InetAddress address) {
    return allow.isEmpty() || allow.stream().anyMatch(block -> block.contains(address));
  }
}
