package io.paceline.gossip.wire;

import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One side of a push/pull: a header, that many members, and the bytes of the layer above. Keys are
 * written in order.
 *
 * <pre>{Join, Nodes, UserStateLen} | Nodes x {Addr, … Vsn} | user state</pre>
 */
final class PushPullCodec {
  private static final FieldNames HEADER_FIELDS = FieldNames.of("Join", "Nodes", "UserStateLen");
  private static final FieldNames NODE_FIELDS =
      FieldNames.of("Addr", "Incarnation", "Meta", "Name", "Port", "State", "Vsn");
  private static final SwimState[] STATES = SwimState.values();

  private PushPullCodec() {}

  /** What comes first and says how much follows. */
  record Header(boolean join, int nodes, int userStateBytes) {}

  static void write(MsgpackWriter out, PushPull state) {
    out.mapHeader(3);
    out.string("Join").bool(state.join());
    out.string("Nodes").uint64(state.nodes().size());
    out.string("UserStateLen").uint64(state.userState().size());
    for (PushPullNode node : state.nodes()) {
      write(out, node);
    }
    out.rawBytes(state.userState());
  }

  private static void write(MsgpackWriter out, PushPullNode node) {
    out.mapHeader(7);
    FieldWriter.ip(out, "Addr", node.address());
    out.string("Incarnation").uint64(node.incarnation());
    out.string("Meta").bytes(node.meta());
    out.string("Name").string(node.name());
    out.string("Port").uint64(node.address().port());
    out.string("State").uint64(node.state().code());
    FieldWriter.versions(out, node.versions());
  }

  /**
   * Reads a whole push/pull. A member that breaks a rule is reported and left out: a single one
   * that some Go peer admitted must not keep us from all the others.
   */
  static PushPull read(MsgpackReader in, Consumer<WireFormatException> problems)
      throws WireFormatException {
    Header header = readHeader(in);
    List<PushPullNode> nodes = new ArrayList<>();
    for (int i = 0; i < header.nodes(); i++) {
      @Nullable PushPullNode node = readNodeOrSkip(in, problems);
      if (node != null) {
        nodes.add(node);
      }
    }
    Bytes userState = in.rawBytes(header.userStateBytes());
    return new PushPull(header.join(), nodes, userState);
  }

  static Header readHeader(MsgpackReader in) throws WireFormatException {
    boolean join = false;
    int nodes = 0;
    int userStateBytes = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(HEADER_FIELDS)) {
        case "Join" -> join = in.bool();
        case "Nodes" -> nodes = in.size(WireLimits.PUSH_PULL_NODES);
        case "UserStateLen" -> userStateBytes = in.size(WireLimits.STREAM_BYTES);
        default -> in.skip();
      }
    }
    return new Header(join, nodes, userStateBytes);
  }

  private static @Nullable PushPullNode readNodeOrSkip(
      MsgpackReader in, Consumer<WireFormatException> problems) throws WireFormatException {
    int start = in.position();
    try {
      return readNode(in);
    } catch (WireFormatException e) {
      if (e.reason() != Reason.INVALID_VALUE && e.reason() != Reason.MALFORMED) {
        throw e;
      }
      problems.accept(e);
      in.rewind(start);
      in.skip(); // fails for what is not even msgpack
      return null;
    }
  }

  private static PushPullNode readNode(MsgpackReader in) throws WireFormatException {
    String name = "";
    @Nullable InetAddress ip = null;
    int port = 0;
    Bytes meta = Bytes.EMPTY;
    long incarnation = 0;
    SwimState state = SwimState.ALIVE;
    Versions versions = Versions.UNKNOWN;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(NODE_FIELDS)) {
        case "Name" -> name = MemberNames.read(in);
        case "Addr" -> ip = FieldReader.ip(in);
        case "Port" -> port = in.uint16();
        case "Meta" -> meta = FieldReader.meta(in);
        case "Incarnation" -> incarnation = in.uint32();
        case "State" -> state = STATES[(int) in.uint(STATES.length - 1)];
        case "Vsn" -> versions = FieldReader.versions(in);
        default -> in.skip();
      }
    }
    return new PushPullNode(
        MemberNames.required(name),
        FieldReader.address(ip, port),
        meta,
        incarnation,
        state,
        versions);
  }
}
