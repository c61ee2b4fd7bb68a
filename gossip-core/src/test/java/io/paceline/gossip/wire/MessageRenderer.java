package io.paceline.gossip.wire;

import static io.paceline.gossip.wire.SerfRenderer.bytes;
import static io.paceline.gossip.wire.SerfRenderer.ip;
import static io.paceline.gossip.wire.SerfRenderer.number;
import static io.paceline.gossip.wire.SerfRenderer.object;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our messages in the form that the vectors describe them in. */
final class MessageRenderer {
  private MessageRenderer() {}

  /** The fields beside the type. */
  static Map<String, @Nullable Object> render(Message message) throws WireFormatException {
    return switch (message.type()) {
      case PING -> object("body", ping((Ping) message));
      case INDIRECT_PING -> object("body", indirectPing((IndirectPing) message));
      case ACK -> ack((Ack) message);
      case NACK -> object("body", object("SeqNo", number(((Nack) message).seqNo())));
      case SUSPECT -> accusation((Suspect) message);
      case DEAD -> accusation(asSuspect((Dead) message));
      case ALIVE -> object("body", alive((Alive) message));
      case USER -> object("user", SerfRenderer.render(((UserMessage) message).body()));
      case ERROR -> object("body", object("Error", ((ErrorMessage) message).error()));
      case PUSH_PULL -> pushPull((PushPull) message);
    };
  }

  private static Map<String, @Nullable Object> ping(Ping ping) {
    Map<String, @Nullable Object> body = object("Node", ping.node());
    body.put("SeqNo", number(ping.seqNo()));
    putSource(body, ping.sourceNode(), ping.source());
    return body;
  }

  private static Map<String, @Nullable Object> indirectPing(IndirectPing ping) {
    Map<String, @Nullable Object> body = object("Nack", ping.nack());
    body.put("Node", ping.node());
    body.put("Port", number(ping.target().port()));
    body.put("SeqNo", number(ping.seqNo()));
    body.put("Target", ip(ping.target()));
    putSource(body, ping.sourceNode(), ping.source());
    return body;
  }

  private static void putSource(
      Map<String, @Nullable Object> body, String node, @Nullable PeerAddress source) {
    if (source != null) {
      body.put("SourceAddr", ip(source));
      body.put("SourcePort", number(source.port()));
    }
    if (!node.isEmpty()) {
      body.put("SourceNode", node);
    }
  }

  private static Map<String, @Nullable Object> ack(Ack ack) throws WireFormatException {
    Map<String, @Nullable Object> body = object("Payload", bytes(ack.payload()));
    body.put("SeqNo", number(ack.seqNo()));
    Map<String, @Nullable Object> rendered = object("body", body);
    if (!ack.payload().isEmpty()) {
      rendered.put("payload", SerfRenderer.coordinate(ack.payload()));
    }
    return rendered;
  }

  private static Suspect asSuspect(Dead dead) {
    return new Suspect(dead.incarnation(), dead.node(), dead.from());
  }

  private static Map<String, @Nullable Object> accusation(Suspect suspect) {
    Map<String, @Nullable Object> body = object("From", suspect.from());
    body.put("Incarnation", number(suspect.incarnation()));
    body.put("Node", suspect.node());
    return object("body", body);
  }

  private static Map<String, @Nullable Object> alive(Alive alive) throws WireFormatException {
    Map<String, @Nullable Object> body = object("Addr", ip(alive.address()));
    body.put("Incarnation", number(alive.incarnation()));
    body.put("Meta", meta(alive.meta()));
    body.put("Node", alive.node());
    body.put("Port", number(alive.address().port()));
    body.put("Vsn", versions(alive.versions()));
    return body;
  }

  private static @Nullable Object meta(Bytes meta) throws WireFormatException {
    if (meta.isEmpty()) {
      return null;
    }
    Map<String, @Nullable Object> rendered = object("hex", hex(meta.toByteArray()));
    rendered.put("tags", SerfCodec.decodeTags(meta));
    return rendered;
  }

  private static @Nullable Object versions(Versions versions) {
    if (versions.equals(Versions.UNKNOWN)) {
      return null;
    }
    int[] list = {
      versions.protocolMin(), versions.protocolMax(), versions.protocolCurrent(),
      versions.delegateMin(), versions.delegateMax(), versions.delegateCurrent()
    };
    List<Object> numbers = new ArrayList<>();
    byte[] bytes = new byte[list.length];
    for (int i = 0; i < list.length; i++) {
      numbers.add(number(list[i]));
      bytes[i] = (byte) list[i];
    }
    Map<String, @Nullable Object> rendered = object("hex", hex(bytes));
    rendered.put("list", numbers);
    return rendered;
  }

  private static Map<String, @Nullable Object> pushPull(PushPull state) throws WireFormatException {
    Map<String, @Nullable Object> header = object("Join", state.join());
    header.put("Nodes", number(state.nodes().size()));
    header.put("UserStateLen", number(state.userState().size()));
    Map<String, @Nullable Object> rendered = object("header", header);
    List<Object> nodes = new ArrayList<>();
    for (PushPullNode node : state.nodes()) {
      nodes.add(node(node));
    }
    rendered.put("nodes", nodes);
    Bytes userState = state.userState();
    rendered.put("userState", userState.isEmpty() ? null : SerfRenderer.render(userState));
    return rendered;
  }

  private static Map<String, @Nullable Object> node(PushPullNode node) throws WireFormatException {
    Alive same =
        new Alive(node.incarnation(), node.name(), node.address(), node.meta(), node.versions());
    Map<String, @Nullable Object> rendered = alive(same);
    rendered.remove("Node");
    rendered.put("Name", node.name());
    rendered.put("State", number(node.state().code()));
    rendered.put("stateName", node.state().name().toLowerCase(Locale.ROOT));
    return rendered;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
