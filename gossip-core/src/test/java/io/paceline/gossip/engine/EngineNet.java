package io.paceline.gossip.engine;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.swim.StreamId;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.MessageCodec;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A few whole engines in one thread with virtual time, on a network that delivers everything after
 * one millisecond, as bytes: each node has its own keys and label. Seeds are resolved by node name.
 */
final class EngineNet {
  private static final long DELAY_NANOS = 1_000_000;

  /** A stream as its receiver knows it. */
  private record Incoming(Node opener, StreamId theirs) {}

  private record Event(long atNanos, long sequence, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.atNanos != b.atNanos
                  ? Long.compare(a.atNanos, b.atNanos)
                  : Long.compare(a.sequence, b.sequence));
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private long sequence;
  private long nowNanos;

  private void later(Runnable action) {
    events.add(new Event(nowNanos + DELAY_NANOS, sequence++, action));
  }

  Node start(String name, String... seeds) {
    return start(name, WireOptions.plain(), seeds);
  }

  /** A node that was here before comes back at its old address. */
  Node start(String name, WireOptions wire, String... seeds) {
    Node node = new Node(name, places.computeIfAbsent(name, n -> places.size() + 1), wire);
    nodes.put(name, node);
    node.engine.start(nowNanos);
    node.engine.onCommand(nowNanos, new Command.Join(List.of(seeds)));
    return node;
  }

  /** Cuts a node off and stops it, as a crash does. */
  void crash(Node node) {
    nodes.values().remove(node);
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Does something again and again, from now on. */
  void every(long periodNanos, Runnable action) {
    events.add(
        new Event(
            nowNanos + periodNanos,
            sequence++,
            () -> {
              action.run();
              every(periodNanos, action);
            }));
  }

  /** Lets time pass. */
  void run(long seconds) {
    long end = nowNanos + seconds * 1_000_000_000;
    events.add(new Event(end, sequence++, () -> {}));
    until(() -> nowNanos >= end, seconds + 1);
  }

  /** Lets time pass until the condition holds. */
  void until(BooleanSupplier condition, long secondsMax) {
    long end = nowNanos + secondsMax * 1_000_000_000;
    while (!condition.getAsBoolean()) {
      if (nowNanos >= end) {
        throw new AssertionError("not within " + secondsMax + " virtual seconds");
      }
      step();
    }
  }

  private void step() {
    long next = events.isEmpty() ? Long.MAX_VALUE : events.peek().atNanos;
    for (Node node : nodes.values()) {
      next = Math.min(next, node.engine.nextDeadline());
    }
    nowNanos = Math.max(nowNanos, next);
    while (!events.isEmpty() && events.peek().atNanos <= nowNanos) {
      events.remove().action.run();
    }
    for (Node node : List.copyOf(nodes.values())) {
      if (node.engine.nextDeadline() <= nowNanos) {
        node.engine.onDeadline(nowNanos);
      }
    }
  }

  private @Nullable Node at(PeerAddress address) {
    for (Node node : nodes.values()) {
      if (node.address.equals(address)) {
        return node;
      }
    }
    return null;
  }

  /** One engine and its part of the network. */
  final class Node implements Outbox {
    final String name;
    final PeerAddress address;
    final GossipEngine engine;
    final List<EngineEvent> told = new ArrayList<>();

    /** Packets and streams that this node could not read. */
    int refused;

    private final PacketCodec packets;
    private final StreamCodec streams;
    private final Map<StreamId, Incoming> incomingStreams = new LinkedHashMap<>();

    Node(String name, int index, WireOptions wire) {
      this.name = name;
      this.address = address(index);
      this.packets = new PacketCodec(wire);
      this.streams = new StreamCodec(wire);
      this.engine =
          new LayeredEngine(
              EngineConfig.of(name, address, Map.of("role", name), SwimConfig.lan()),
              new Sizer(packets.overheadBytes()),
              random.split(),
              null,
              this);
    }

    void command(Command command) {
      engine.onCommand(nowNanos, command);
    }

    /** Something arrives that no node here has sent. */
    void receive(PeerAddress from, Message message) {
      engine.onMessage(nowNanos, from, message);
    }

    /** What this node says of another; null if it does not know it. */
    @Nullable MemberStatus sees(String member) {
      return engine.members().stream()
          .filter(m -> m.name().equals(member))
          .map(Member::status)
          .findFirst()
          .orElse(null);
    }

    List<String> instances(String service) {
      return engine.catalog().service(service).entries().stream()
          .map(entry -> entry.instance().node() + "/" + entry.instance().id())
          .toList();
    }

    @Override
    public void packet(PeerAddress to, List<Message> parts, boolean checksum) {
      byte[] sent = packets.encode(parts, checksum);
      later(
          () -> {
            Node receiver = at(to);
            if (receiver != null && nodes.containsValue(this)) {
              receiver.onPacket(address, sent);
            }
          });
    }

    private void onPacket(PeerAddress from, byte[] packet) {
      try {
        for (Message part : packets.decode(packet, problem -> refused++)) {
          engine.onMessage(nowNanos, from, part);
        }
      } catch (WireFormatException e) {
        refused++;
      }
    }

    @Override
    public void openStream(StreamId stream, PeerAddress to, Message first) {
      byte[] sent = streams.encode(first, true);
      later(
          () -> {
            Node receiver = at(to);
            if (receiver == null) {
              engine.onStreamClosed(nowNanos, stream, CloseReason.CONNECT_FAILED);
              return;
            }
            StreamId accepted = new StreamId(false, receiver.incomingStreams.size());
            receiver.incomingStreams.put(accepted, new Incoming(this, stream));
            if (!receiver.onStreamBytes(accepted, sent)) {
              engine.onStreamClosed(nowNanos, stream, CloseReason.CLOSED_BY_PEER);
            }
          });
    }

    /** Whether they could be read. */
    private boolean onStreamBytes(StreamId stream, byte[] bytes) {
      try {
        Message message = streams.decoder(!stream.outgoing()).feed(bytes);
        engine.onStream(nowNanos, stream, Objects.requireNonNull(message));
        return true;
      } catch (WireFormatException e) {
        refused++;
        return false;
      }
    }

    @Override
    public void reply(StreamId stream, Message message) {
      Incoming incoming = Objects.requireNonNull(incomingStreams.get(stream));
      byte[] sent = streams.encode(message, false);
      later(
          () -> {
            if (!incoming.opener.onStreamBytes(incoming.theirs, sent)) {
              incoming.opener.engine.onStreamClosed(
                  nowNanos, incoming.theirs, CloseReason.MALFORMED);
            }
          });
    }

    @Override
    public void closeStream(StreamId stream) {}

    @Override
    public void event(EngineEvent event) {
      told.add(event);
    }

    @Override
    public void resolve(String seed) {
      later(
          () -> {
            Node node = nodes.get(seed);
            engine.onResolved(nowNanos, seed, node == null ? List.of() : List.of(node.address));
          });
    }
  }

  private static PeerAddress address(int index) {
    try {
      return new PeerAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) index}), 7946);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private record Sizer(int overheadBytes) implements MessageSizer {
    @Override
    public int bytes(Message message) {
      return MessageCodec.encodedBytes(message);
    }

    @Override
    public int packetBytesMax() {
      return 1400 - overheadBytes;
    }
  }
}
