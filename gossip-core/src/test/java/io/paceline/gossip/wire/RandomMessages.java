package io.paceline.gossip.wire;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes valid messages of all kinds, with a liking for the edges of each field. */
final class RandomMessages {
  private static final String[] ALPHABET = {"a", "Z", "-", " ", "é", "€", "😀"};

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  Message packetMessage() {
    return switch (random.nextInt(8)) {
      case 0 -> ping();
      case 1 -> ack();
      case 2 ->
          new IndirectPing(
              uint32(), address(), nameOrNone(), random.nextBoolean(), nameOrNone(), source());
      case 3 -> new Nack(uint32());
      case 4 -> new Suspect(uint32(), name(), name());
      case 5 -> new Dead(uint32(), name(), name());
      case 6 -> new Alive(uint32(), name(), address(), bytes(512), versions());
      default -> new UserMessage(bytes(1_000));
    };
  }

  Message streamMessage() {
    return switch (random.nextInt(5)) {
      case 0 -> ping();
      case 1 -> ack();
      case 2 -> new UserMessage(bytes(100_000));
      case 3 -> new ErrorMessage(text(300));
      default -> new PushPull(random.nextBoolean(), list(40, this::node), bytes(70_000));
    };
  }

  SerfMessage serfMessage() {
    return switch (random.nextInt(7)) {
      case 0 -> new JoinIntent(random.nextLong(), name());
      case 1 -> new LeaveIntent(random.nextLong(), name(), random.nextBoolean());
      case 2 -> new UserEventMessage(random.nextLong(), text(50), bytes(500), random.nextBoolean());
      case 3 -> query();
      case 4 -> new QueryResponse(random.nextLong(), uint32(), name(), uint32(), bytes(900));
      case 5 -> new Relay(address(), nameOrNone(), Bytes.utf8("x" + text(300)));
      default -> state();
    };
  }

  private Ping ping() {
    return new Ping(uint32(), nameOrNone(), nameOrNone(), source());
  }

  private Ack ack() {
    return new Ack(uint32(), bytes(200));
  }

  private PushPullNode node() {
    SwimState state = SwimState.values()[random.nextInt(4)];
    return new PushPullNode(name(), address(), bytes(512), uint32(), state, versions());
  }

  private QueryMessage query() {
    return new QueryMessage(
        random.nextLong(),
        uint32(),
        address(),
        nameOrNone(),
        list(4, () -> Bytes.utf8("x" + text(30))),
        uint32(),
        random.nextInt(256),
        random.nextLong(),
        text(40),
        bytes(600));
  }

  private SerfState state() {
    Map<String, Long> status = new LinkedHashMap<>();
    for (String name : list(30, this::name)) {
      status.put(name, random.nextLong());
    }
    return new SerfState(
        random.nextLong(),
        status,
        list(5, this::name),
        random.nextLong(),
        list(20, () -> new SerfState.EventsAt(random.nextLong(), list(3, this::event))),
        random.nextLong());
  }

  private SerfState.Event event() {
    return new SerfState.Event(text(20), bytes(100));
  }

  private <T> List<T> list(int max, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(max + 1); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  /** Each width of encoding about as often. */
  private long uint32() {
    return (random.nextInt() & 0xffff_ffffL) >>> random.nextInt(32);
  }

  private String name() {
    return "n" + text(20);
  }

  private String nameOrNone() {
    return random.nextInt(4) == 0 ? "" : name();
  }

  private String text(int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
      text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  private Bytes bytes(int maxLength) {
    byte[] bytes = new byte[random.nextInt(maxLength + 1) >>> random.nextInt(10)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private PeerAddress address() {
    return new PeerAddress(ip(), random.nextInt(65_536));
  }

  private @Nullable PeerAddress source() {
    return random.nextInt(4) == 0 ? null : new PeerAddress(ip(), 1 + random.nextInt(65_535));
  }

  private InetAddress ip() {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private Versions versions() {
    if (random.nextBoolean()) {
      return Versions.SERF;
    }
    return new Versions(
        random.nextInt(256),
        random.nextInt(256),
        random.nextInt(256),
        random.nextInt(256),
        random.nextInt(256),
        random.nextInt(256));
  }
}
