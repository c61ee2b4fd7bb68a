package io.paceline.gossip.engine;

import io.paceline.gossip.JoinPolicy;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.swim.Doorkeeper;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the engine's questions about members to the user's rules, in the words of the API. */
final class PolicyDoorkeeper implements Doorkeeper {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyDoorkeeper.class);

  private final JoinPolicy joinPolicy;
  private boolean warned;

  PolicyDoorkeeper(JoinPolicy joinPolicy) {
    this.joinPolicy = joinPolicy;
  }

  @Override
  public boolean admits(Alive claim) {
    return joinPolicy.allows(claim.address().ip())
        && ask(() -> joinPolicy.accept().test(member(claim)));
  }

  @Override
  public boolean admitsMerge(List<PushPullNode> members) {
    return ask(
        () -> joinPolicy.merge().test(members.stream().map(PolicyDoorkeeper::member).toList()));
  }

  private boolean ask(BooleanSupplier rule) {
    try {
      return rule.getAsBoolean();
    } catch (RuntimeException e) {
      onThrown(e);
      return false;
    }
  }

  /** How often a hook throws is up to strangers: the log gets it loudly once. */
  private void onThrown(RuntimeException e) {
    if (warned) {
      LOG.debug("a join hook threw: refused", e);
    } else {
      warned = true;
      LOG.warn("a join hook threw: refused, as all that it throws at (logged once)", e);
    }
  }

  private static Member member(Alive claim) {
    return new Member(
        claim.node(),
        claim.address(),
        tags(claim.meta()),
        MemberStatus.ALIVE,
        false,
        claim.versions(),
        claim.incarnation());
  }

  private static Member member(PushPullNode node) {
    return new Member(
        node.name(),
        node.address(),
        tags(node.meta()),
        status(node.state()),
        node.state() == SwimState.SUSPECT,
        node.versions(),
        node.incarnation());
  }

  private static MemberStatus status(SwimState state) {
    return switch (state) {
      case ALIVE, SUSPECT -> MemberStatus.ALIVE;
      case DEAD -> MemberStatus.FAILED;
      case LEFT -> MemberStatus.LEFT;
    };
  }

  private static Map<String, String> tags(Bytes meta) {
    try {
      return SerfCodec.decodeTags(meta);
    } catch (WireFormatException e) {
      return Map.of(); // as everywhere else: a member without tags
    }
  }
}
