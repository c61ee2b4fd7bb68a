package io.paceline.simulator;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every link between the nodes: delays, loses, doubles and reorders packets, carries streams, and
 * keeps apart who is partitioned. Not thread-safe.
 *
 * <p>Every link has its own least delay, fixed by the seed, so that some pairs are always closer
 * than others. Streams never lose or reorder: a lost segment costs them time, as with TCP.
 */
final class VirtualNetwork {
  private static final long REORDER_FACTOR = 10;
  private static final long REORDER_NANOS_MIN = 1_000_000;
  private static final long RETRANSMIT_NANOS = 200_000_000;
  private static final int RETRANSMITS_MAX = 6;
  private static final List<VirtualStream.Breaks> BREAKS =
      List.of(
          VirtualStream.Breaks.BEFORE_REQUEST,
          VirtualStream.Breaks.AFTER_REQUEST,
          VirtualStream.Breaks.BEFORE_REPLY);

  private final Simulation simulation;
  private final SeededRandom random;
  private final Wire wire;
  private final long linkSalt;
  private final Map<PeerAddress, VirtualNode> byAddress = new HashMap<>(); // looked up only
  private final Reachability reachability = new Reachability();

  private NetworkOptions options;
  private long delayMinNanos;
  private long delayMeanNanos;

  VirtualNetwork(Simulation simulation, SeededRandom random, Wire wire, NetworkOptions options) {
    this.simulation = simulation;
    this.random = random;
    this.wire = wire;
    this.linkSalt = random.nextLong();
    this.options = options;
    use(options);
  }

  void use(NetworkOptions newOptions) {
    options = newOptions;
    delayMinNanos = newOptions.delayMin().toNanos();
    delayMeanNanos = newOptions.delayMean().toNanos();
  }

  NetworkOptions options() {
    return options;
  }

  Reachability reachability() {
    return reachability;
  }

  Wire wire() {
    return wire;
  }

  void attach(VirtualNode node) {
    byAddress.put(node.address(), node);
  }

  /** Sends one packet: it arrives once, twice, late or never. */
  void send(VirtualNode from, PeerAddress address, List<Message> parts, boolean checksum) {
    VirtualNode to = byAddress.get(address);
    if (to == null || !reachability.connects(from.index(), to.index())) {
      return;
    }
    if (random.happens(options.loss())) {
      return;
    }
    List<Message> read = wire.packet(parts, checksum);
    deliver(from, to, read);
    if (random.happens(options.duplication())) {
      deliver(from, to, read);
    }
  }

  /** Tells the sender of a packet that nobody listens, as a host does whose process is gone. */
  void refuse(VirtualNode by, VirtualNode sender) {
    if (!sender.isUp()
        || !reachability.connects(by.index(), sender.index())
        || random.happens(options.loss())) {
      return;
    }
    VirtualProcess process = sender.process();
    simulation.after(
        delay(by, sender),
        () ->
            sender.whenAwake(
                () -> {
                  if (sender.runs(process)) {
                    process.onSendFailed(by.address());
                  }
                }));
  }

  /** A new stream to whoever has that address. */
  VirtualStream stream(VirtualNode from, StreamId id, PeerAddress to) {
    VirtualStream.Breaks breaks = VirtualStream.Breaks.NOWHERE;
    if (random.happens(options.streamFailure())) {
      breaks = BREAKS.get(random.nextInt(BREAKS.size()));
    }
    return new VirtualStream(simulation, random, from, id, byAddress.get(to), breaks);
  }

  /**
   * How long a segment of a stream takes, its retransmissions included.
   *
   * @return negative if it never gets there
   */
  long segmentNanos(VirtualNode from, VirtualNode to) {
    if (!reachability.connects(from.index(), to.index())) {
      return -1;
    }
    long waited = 0;
    long timeout = RETRANSMIT_NANOS;
    for (int i = 0; random.happens(options.loss()); i++) {
      if (i == RETRANSMITS_MAX) {
        return -1;
      }
      waited += timeout;
      timeout *= 2;
    }
    return waited + delay(from, to);
  }

  private void deliver(VirtualNode from, VirtualNode to, List<Message> parts) {
    long arrival = simulation.nowNanos() + delay(from, to);
    if (random.happens(options.reorder())) {
      arrival += random.exponential(REORDER_NANOS_MIN + REORDER_FACTOR * delayMeanNanos);
    }
    arrival = reachability.arrival(from.index(), to.index(), arrival);
    simulation.at(arrival, new Datagram(simulation, from, to, parts));
  }

  private long delay(VirtualNode from, VirtualNode to) {
    long delay = delayMinNanos + random.exponential(delayMeanNanos);
    if (delayMinNanos > 0) {
      long link = (long) from.index() * to.index() + from.index() + to.index(); // both ways alike
      delay += (SeededRandom.mix(linkSalt ^ link) >>> 1) % delayMinNanos;
    }
    return delay;
  }
}
