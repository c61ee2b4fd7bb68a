package io.paceline.simulator.check;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.swim.SwimMath;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * No node sends one piece of news more often than the retransmit limit of the members that it
 * knows: to the living, and once more as often to the dead, so that they can refute.
 *
 * <p>A piece of news is one message object: an equal one that the engine makes later is another
 * piece of news, for instance when a member is accused again. Where records travel as they are, the
 * same object may come back from a peer and be news once more, after the member had been forgotten
 * or had come back. A node whose view of a member changes may therefore say anew what it said of
 * that member; since it may say so within the same input, its verdict waits for the input's end.
 */
public final class BroadcastsStop implements Checker {
  private static final Set<MessageType> NEWS =
      EnumSet.of(MessageType.ALIVE, MessageType.SUSPECT, MessageType.DEAD, MessageType.USER);

  /** Beyond it counting starts over, so that a long run needs no memory for finished news. */
  private static final int COUNTED_MAX = 4096;

  private final Simulation simulation;
  private final PerNode<Map<Message, Integer>> sent = new PerNode<>(IdentityHashMap::new);

  /** What the node in whose input we are has sent too often, if anything. */
  private @Nullable Message tooOften;

  public BroadcastsStop(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onStarted(VirtualNode node) {
    sent.forget(node);
  }

  @Override
  public void onSent(VirtualNode node, List<Message> parts) {
    for (Message part : parts) {
      if (NEWS.contains(part.type())) {
        count(node, part);
      }
    }
  }

  private void count(VirtualNode node, Message part) {
    Map<Message, Integer> counts = sent.of(node);
    if (counts.size() >= COUNTED_MAX) {
      counts.clear();
    }
    int times = counts.merge(part, 1, Integer::sum);
    if (times > transmitsLeast() && times > transmitsMost()) {
      tooOften = part;
    }
  }

  @Override
  public void onMembership(VirtualNode node, MembershipEvent event) {
    String member = event.member().name();
    sent.of(node).keySet().removeIf(news -> member.equals(about(news)));
  }

  private static @Nullable String about(Message news) {
    return switch (news.type()) {
      case ALIVE -> ((Alive) news).node();
      case SUSPECT -> ((Suspect) news).node();
      case DEAD -> ((Dead) news).node();
      default -> null;
    };
  }

  @Override
  public void onSettled(VirtualNode node) {
    Message news = tooOften;
    tooOften = null;
    Integer times = news == null ? null : sent.of(node).get(news);
    if (times != null) {
      throw simulation.broken(node, "sends for the " + times + "th time: " + news);
    }
  }

  /** The limit among two members, as a quick test that nearly always suffices. */
  private int transmitsLeast() {
    return 2 * SwimMath.retransmitLimit(multiplier(), 2);
  }

  /** The limit among all nodes there are: nobody can know more. */
  private int transmitsMost() {
    return 2 * SwimMath.retransmitLimit(multiplier(), simulation.nodes().size());
  }

  private int multiplier() {
    return simulation.options().swim().gossip().retransmitMultiplier();
  }
}
