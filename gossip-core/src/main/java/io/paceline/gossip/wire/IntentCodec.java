package io.paceline.gossip.wire;

import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;

/** The bodies of join and leave intents. Keys are written in order. */
final class IntentCodec {
  private static final FieldNames FIELDS = FieldNames.of("LTime", "Node", "Prune");

  private IntentCodec() {}

  static void write(MsgpackWriter out, JoinIntent intent) {
    out.mapHeader(2);
    out.string("LTime").uint64(intent.lTime());
    out.string("Node").string(intent.node());
  }

  static void write(MsgpackWriter out, LeaveIntent intent) {
    out.mapHeader(3);
    out.string("LTime").uint64(intent.lTime());
    out.string("Node").string(intent.node());
    out.string("Prune").bool(intent.prune());
  }

  static LeaveIntent readLeave(MsgpackReader in) throws WireFormatException {
    long lTime = 0;
    String node = "";
    boolean prune = false;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "LTime" -> lTime = in.uint64();
        case "Node" -> node = MemberNames.read(in);
        case "Prune" -> prune = in.bool();
        default -> in.skip();
      }
    }
    return new LeaveIntent(lTime, MemberNames.required(node), prune);
  }

  /** A join intent has the form of a leave intent without pruning. */
  static JoinIntent readJoin(MsgpackReader in) throws WireFormatException {
    LeaveIntent intent = readLeave(in);
    return new JoinIntent(intent.lTime(), intent.node());
  }
}
