package io.paceline.gossip.engine;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.swim.StreamId;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.MessageCodec;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * One engine with virtual time that records whom it dials to join. A dial hangs until its time-out,
 * or is answered by whoever {@link #appears} there and answers pings as well. Names are looked up
 * in a list that a test may change.
 */
final class DiallingEngine implements Outbox {
  private static final Duration HANGS = Duration.ofSeconds(10);

  /** One dial, at so many milliseconds after the start. */
  record Dial(long atMillis, PeerAddress to) {}

  private record Later(long atNanos, Runnable action) {}

  final List<Dial> dials = new ArrayList<>();
  final List<EngineEvent> told = new ArrayList<>();
  final Map<String, List<PeerAddress>> dns = new HashMap<>();
  private final Map<PeerAddress, String> up = new HashMap<>();
  private final Queue<Later> later =
      new PriorityQueue<>((a, b) -> Long.compare(a.atNanos, b.atNanos));
  private final GossipEngine engine;
  private long nowNanos;

  DiallingEngine(long seed) {
    engine =
        new LayeredEngine(
            EngineConfig.of("a", address(1), Map.of(), SwimConfig.lan()),
            new Sizer(),
            new SplittableRandom(seed),
            null,
            this);
    engine.start(nowNanos);
  }

  static PeerAddress address(int last) {
    try {
      return new PeerAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last}), 7946);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  void command(Command command) {
    engine.onCommand(nowNanos, command);
  }

  /** From now on a member answers there. */
  void appears(String name, PeerAddress address) {
    up.put(address, name);
  }

  boolean knows(String name) {
    return engine.members().stream().anyMatch(member -> member.name().equals(name));
  }

  void pass(Duration time) {
    long end = nowNanos + time.toNanos();
    while (true) {
      Later next = later.peek();
      long action = next == null ? Long.MAX_VALUE : next.atNanos;
      long deadline = engine.nextDeadline();
      if (Math.min(action, deadline) > end) {
        nowNanos = end;
        return;
      }
      nowNanos = Math.max(nowNanos, Math.min(action, deadline));
      if (action <= deadline) {
        later.remove().action.run();
      } else {
        engine.onDeadline(nowNanos);
      }
    }
  }

  private void after(Duration time, Runnable action) {
    later.add(new Later(nowNanos + time.toNanos(), action));
  }

  // ---- Outbox ----

  @Override
  public void openStream(StreamId stream, PeerAddress to, Message first) {
    if (!(first instanceof PushPull state && state.join())) {
      return;
    }
    dials.add(new Dial(nowNanos / 1_000_000, to));
    String name = up.get(to);
    if (name == null) {
      after(HANGS, () -> engine.onStreamClosed(nowNanos, stream, CloseReason.TIMED_OUT));
    } else {
      PushPullNode node =
          new PushPullNode(name, to, Bytes.EMPTY, 1, SwimState.ALIVE, Versions.SERF);
      PushPull answer = new PushPull(true, List.of(node), Bytes.EMPTY);
      after(Duration.ofMillis(1), () -> engine.onStream(nowNanos, stream, answer));
    }
  }

  @Override
  public void resolve(String seed) {
    after(
        Duration.ofMillis(1),
        () -> engine.onResolved(nowNanos, seed, dns.getOrDefault(seed, List.of())));
  }

  @Override
  public void event(EngineEvent event) {
    told.add(event);
  }

  @Override
  public void packet(PeerAddress to, List<Message> parts, boolean checksum) {
    for (Message part : parts) {
      if (part instanceof Ping ping && up.containsKey(to)) {
        Ack ack = new Ack(ping.seqNo(), Bytes.EMPTY);
        after(Duration.ofMillis(1), () -> engine.onMessage(nowNanos, to, ack));
      }
    }
  }

  @Override
  public void reply(StreamId stream, Message message) {}

  @Override
  public void closeStream(StreamId stream) {}

  private static final class Sizer implements MessageSizer {
    @Override
    public int bytes(Message message) {
      return MessageCodec.encodedBytes(message);
    }

    @Override
    public int packetBytesMax() {
      return 1400;
    }
  }
}
