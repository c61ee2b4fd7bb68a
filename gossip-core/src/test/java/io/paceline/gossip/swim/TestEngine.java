package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * An engine, mostly named {@code a}, with virtual time and recorded output. Peers have one-letter
 * names; the address of each follows from its letter.
 */
final class TestEngine {
  static final PeerAddress A = address("a");
  static final PeerAddress B = address("b");
  static final PeerAddress C = address("c");
  static final PeerAddress D = address("d");

  final RecordingOutbox out = new RecordingOutbox();
  final RecordingDelegate delegate = new RecordingDelegate();
  final FakeDoorkeeper doorkeeper = new FakeDoorkeeper();
  final SwimProtocol swim;
  long nowNanos;

  TestEngine() {
    this(SwimConfig.lan().withAuthenticated(true), 1);
  }

  TestEngine(SwimConfig config, long seed) {
    this("a", config, seed);
  }

  TestEngine(String name, SwimConfig config, long seed) {
    swim =
        new SwimProtocol(
            name,
            address(name),
            config,
            new SplittableRandom(seed),
            new TestSizer(),
            out,
            delegate,
            doorkeeper);
    swim.start(nowNanos, Bytes.EMPTY);
  }

  /** Every message counts 50 bytes and its meta: enough to test budgets without a codec. */
  static final class TestSizer implements MessageSizer {
    @Override
    public int bytes(Message message) {
      return message instanceof Alive alive ? 50 + alive.meta().size() : 50;
    }

    @Override
    public int packetBytesMax() {
      return 1400;
    }
  }

  static PeerAddress address(String name) {
    try {
      byte[] ip = {127, 0, 0, (byte) name.charAt(0)};
      return new PeerAddress(InetAddress.getByAddress(ip), 7946);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static Alive alive(long incarnation, String name) {
    return new Alive(incarnation, name, address(name), Bytes.EMPTY, Versions.SERF);
  }

  /** Lets peers join, and forgets what was said meanwhile. */
  TestEngine knows(String... names) {
    for (String name : names) {
      receive(address(name), alive(1, name));
    }
    out.clear();
    delegate.told.clear();
    return this;
  }

  void receive(PeerAddress from, Message message) {
    swim.onMessage(nowNanos, from, message);
  }

  /** Lets time pass, running every deadline at its own time. */
  void pass(long millis) {
    long end = nowNanos + millis * 1_000_000;
    while (swim.nextDeadline() <= end) {
      nowNanos = Math.max(nowNanos, swim.nextDeadline());
      swim.onDeadline(nowNanos);
    }
    nowNanos = end;
  }

  /** Lets time pass until the engine pings somebody; returns the ping. */
  Ping passUntilPing() {
    int before = out.messages(Ping.class).size();
    for (int i = 0; i < 100_000; i++) {
      List<Ping> pings = out.messages(Ping.class);
      if (pings.size() > before) {
        return pings.get(before);
      }
      pass(1);
    }
    throw new AssertionError("no ping in 100 s");
  }

  /** Lets time pass while every peer acks its pings at once. */
  void passAcking(long millis) {
    int acked = out.packets.size();
    for (long i = 0; i < millis; i++) {
      pass(1);
      for (; acked < out.packets.size(); acked++) {
        for (Message message : out.packets.get(acked).parts()) {
          if (message instanceof Ping ping) {
            ack(ping);
          }
        }
      }
    }
  }

  void ack(Ping ping) {
    receive(address(ping.node()), new Ack(ping.seqNo(), Bytes.EMPTY));
  }

  SwimState stateOf(String name) {
    return member(name).state();
  }

  SwimMember member(String name) {
    return Objects.requireNonNull(swim.member(name), () -> name + " is unknown");
  }
}
