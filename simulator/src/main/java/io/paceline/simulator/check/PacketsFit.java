package io.paceline.simulator.check;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.MessageCodec;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.List;

/** Every packet stays within the budget of a datagram, compound header included. */
public final class PacketsFit implements Checker {
  private static final int COMPOUND_BYTES = 2;
  private static final int PART_BYTES = 2;

  private final Simulation simulation;
  private final int budgetBytes;

  public PacketsFit(Simulation simulation) {
    this.simulation = simulation;
    this.budgetBytes = simulation.packetBytesMax();
  }

  @Override
  public void onSent(VirtualNode node, List<Message> parts) {
    int bytes = parts.size() > 1 ? COMPOUND_BYTES + PART_BYTES * parts.size() : 0;
    for (Message part : parts) {
      bytes += MessageCodec.encodedBytes(part);
    }
    if (bytes > budgetBytes) {
      throw simulation.broken(node, "sends " + bytes + " bytes in a packet: " + parts);
    }
  }
}
