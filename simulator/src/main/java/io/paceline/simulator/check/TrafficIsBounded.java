package io.paceline.simulator.check;

import io.paceline.gossip.message.Message;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.List;

/** No node sends packets without measure: news that breed news would drown a real network. */
public final class TrafficIsBounded implements Checker {
  /** Far above what probes, gossip and the catalog need, far below a storm. */
  private static final int PACKETS_PER_SECOND = 2_000;

  private static final int PACKETS_PER_SECOND_AND_NODE = 50;

  private static final class Count {
    private int packets;
  }

  private final Simulation simulation;
  private final PerNode<Count> sent = new PerNode<>(Count::new);

  public TrafficIsBounded(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onSent(VirtualNode node, List<Message> parts) {
    Count count = sent.of(node);
    count.packets++;
    int most = PACKETS_PER_SECOND + PACKETS_PER_SECOND_AND_NODE * simulation.nodes().size();
    if (count.packets > most) {
      throw simulation.broken(
          node, "sends more than " + most + " packets in a second; the last: " + parts);
    }
  }

  @Override
  public void onSecond(Simulation all) {
    all.nodes().forEach(sent::forget);
  }
}
