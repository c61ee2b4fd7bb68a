package io.paceline.gossip.serf;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.swim.PacketBuilder;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.MessageCodec;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The Serf layer of a member named {@code a}, over a {@link FakeSwim}, with virtual time. Peers
 * have one-letter names; the address of each follows from its letter.
 */
final class TestSerf {
  static final PeerAddress A = address("a");
  static final PeerAddress B = address("b");
  static final PeerAddress C = address("c");

  final FakeSwim swim = new FakeSwim("a");
  final RecordingSerfEvents events = new RecordingSerfEvents();
  final SerfProtocol serf;
  long nowNanos;

  TestSerf() {
    this(SerfConfig.of(SwimConfig.lan()));
  }

  TestSerf(SerfConfig config) {
    this(config, null);
  }

  TestSerf(SerfConfig config, @Nullable KeyManager keys) {
    serf =
        new SerfProtocol(
            "a",
            swim,
            SwimConfig.lan(),
            config,
            new RealSizer(),
            new SplittableRandom(1),
            keys,
            events);
    swim.start(serf);
    serf.start(nowNanos);
    events.membership.clear();
  }

  /** The sizes that messages really have, in packets without encryption. */
  static final class RealSizer implements MessageSizer {
    @Override
    public int bytes(Message message) {
      return MessageCodec.encodedBytes(message);
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

  /** Peers that are up from the start; what was said meanwhile is forgotten. */
  TestSerf knows(String... names) {
    for (String name : names) {
      up(name);
    }
    events.membership.clear();
    return this;
  }

  void up(String name) {
    swim.up(nowNanos, name, Bytes.EMPTY);
  }

  void receive(SerfMessage message) {
    receive(SerfCodec.encode(message));
  }

  void receive(Bytes body) {
    serf.onUserMessage(nowNanos, B, body);
  }

  void merge(SerfState state, boolean join) {
    serf.mergeState(nowNanos, SerfCodec.encode(state), join);
  }

  SerfState localState() {
    return (SerfState) decode(serf.localState(nowNanos, false));
  }

  /** Lets time pass, running every deadline at its own time. */
  void pass(Duration time) {
    long end = nowNanos + time.toNanos();
    while (swim.timers().next() <= end) {
      nowNanos = Math.max(nowNanos, swim.timers().next());
      swim.timers().run(nowNanos);
    }
    nowNanos = end;
  }

  /** What the next packet of gossip would carry; taking it counts as one transmission of each. */
  List<SerfMessage> nextPacket() {
    PacketBuilder packet = new PacketBuilder(null, B, new RealSizer());
    serf.fill(nowNanos, packet);
    return packet.parts().stream().map(part -> decode(((UserMessage) part).body())).toList();
  }

  /** Everything that is to be spread, each message once; afterwards nothing is. */
  List<SerfMessage> spread() {
    List<SerfMessage> all = new ArrayList<>();
    while (serf.hasNews()) {
      for (SerfMessage message : nextPacket()) {
        if (!all.contains(message)) {
          all.add(message);
        }
      }
    }
    return all;
  }

  List<SerfMessage> sentTo(PeerAddress to) {
    return swim.sent.stream()
        .filter(sent -> sent.to().equals(to))
        .map(sent -> decode(sent.body()))
        .toList();
  }

  Member member(String name) {
    return serf.members().stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + serf.members()));
  }

  MemberStatus status(String name) {
    return member(name).status();
  }

  List<String> memberNames() {
    return serf.members().stream().map(Member::name).toList();
  }

  static SerfMessage decode(Bytes body) {
    try {
      return SerfCodec.decode(body);
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }
}
