package io.paceline.simulator;

import io.paceline.gossip.Member;
import io.paceline.gossip.engine.LayeredEngine;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimMath;
import io.paceline.gossip.wire.MessageCodec;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts a large cluster in which everybody knows everybody: joining one by one would take n² facts
 * through n queues before the first measurement. Each engine is started, and then receives
 * push/pulls that together list all members, as from a peer; the lists share their records.
 *
 * <p>To the engines all of these members are news, which they pass on as they must. So the members
 * are told of by the thousand, and the next thousand when the last has been passed on: all at once
 * would need half as much memory again for what waits.
 */
final class ConvergedStart {
  private static final int PART_BYTES = 2;
  private static final int TOLD_AT_ONCE = 1_000;

  private final Simulation simulation;
  private final int nodes;
  private final Bytes meta = LayeredEngine.meta(Map.of());

  ConvergedStart(Simulation simulation, int nodes) {
    this.simulation = simulation;
    this.nodes = nodes;
  }

  void run() {
    List<PushPullNode> states = new ArrayList<>(nodes);
    for (int i = 0; i < nodes; i++) {
      VirtualNode node = simulation.addNode("n" + i);
      node.start(List.of());
      states.add(state(node.localMember()));
    }
    for (int from = 0; from < nodes; from += TOLD_AT_ONCE) {
      tell(states.subList(from, Math.min(nodes, from + TOLD_AT_ONCE)));
    }
  }

  private void tell(List<PushPullNode> states) {
    PushPull told = new PushPull(false, states, Bytes.EMPTY);
    simulation.nodes().forEach(node -> node.process().onPush(told));
    simulation.run(passOnTime(states.size()));
  }

  private PushPullNode state(Member member) {
    return new PushPullNode(
        member.name(),
        member.address(),
        meta,
        member.incarnation(),
        SwimState.ALIVE,
        member.versions());
  }

  /** How long gossip packets need to carry what each node has to say of that many members. */
  private Duration passOnTime(int members) {
    Member last = simulation.nodes().get(nodes - 1).localMember();
    int bytes =
        MessageCodec.encodedBytes(
            new Alive(last.incarnation(), last.name(), last.address(), meta, last.versions()));
    SwimConfig.Gossip gossip = simulation.options().swim().gossip();
    long perTick = (long) gossip.nodes() * (simulation.packetBytesMax() / (bytes + PART_BYTES));
    long transmits =
        (long) members * SwimMath.retransmitLimit(gossip.retransmitMultiplier(), nodes);
    return gossip.interval().multipliedBy(transmits / perTick + 1);
  }
}
