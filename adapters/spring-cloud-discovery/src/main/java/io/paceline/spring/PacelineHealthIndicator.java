package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * The node's own health. It is down if the node lost its name to another member, and with it the
 * cluster; unknown if it was given seeds and sees nobody; up otherwise. That some members have
 * failed is no fault of this one: it is a number among the details.
 */
final class PacelineHealthIndicator extends AbstractHealthIndicator
    implements MembershipListener, DisposableBean {
  private final GossipNode node;
  private final boolean hasSeeds;
  private final Subscription subscription;
  private volatile boolean nameLost;

  PacelineHealthIndicator(GossipNode node, boolean hasSeeds) {
    super("the node's state could not be read");
    this.node = node;
    this.hasSeeds = hasSeeds;
    this.subscription = node.listen(this, Runnable::run); // it only sets a field
  }

  @Override
  public void onMembership(MembershipEvent event) {
    // the members are counted when somebody asks
  }

  @Override
  public void onNameLost() {
    nameLost = true;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    List<Member> members = node.members();
    long up = members.stream().filter(member -> member.status().isUp()).count();
    if (nameLost) {
      builder.down().withDetail("reason", "another member holds the name " + node.name());
    } else if (hasSeeds && up <= 1) {
      builder.status(Status.UNKNOWN).withDetail("reason", "no other member is seen");
    } else {
      builder.up();
    }
    builder
        .withDetail("name", node.name())
        .withDetail("up", up)
        .withDetail("suspect", members.stream().filter(Member::suspect).count())
        .withDetail("failed", count(members, MemberStatus.FAILED))
        .withDetail("services", node.services().snapshot().services().size());
  }

  private static long count(List<Member> members, MemberStatus status) {
    return members.stream().filter(member -> member.status() == status).count();
  }

  @Override
  public void destroy() {
    subscription.close();
  }
}
