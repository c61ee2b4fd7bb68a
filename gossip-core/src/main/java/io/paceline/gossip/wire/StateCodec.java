package io.paceline.gossip.wire;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The bodies of the messages about the state of a member. Keys are written in order. */
final class StateCodec {
  private static final FieldNames FIELDS =
      FieldNames.of("Addr", "From", "Incarnation", "Meta", "Node", "Port", "Vsn");

  private StateCodec() {}

  static void write(MsgpackWriter out, Alive alive) {
    out.mapHeader(6);
    FieldWriter.ip(out, "Addr", alive.address());
    out.string("Incarnation").uint64(alive.incarnation());
    out.string("Meta").bytes(alive.meta());
    out.string("Node").string(alive.node());
    out.string("Port").uint64(alive.address().port());
    FieldWriter.versions(out, alive.versions());
  }

  static Alive readAlive(MsgpackReader in) throws WireFormatException {
    long incarnation = 0;
    String node = "";
    @Nullable InetAddress ip = null;
    int port = 0;
    Bytes meta = Bytes.EMPTY;
    Versions versions = Versions.UNKNOWN;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Incarnation" -> incarnation = in.uint32();
        case "Node" -> node = MemberNames.read(in);
        case "Addr" -> ip = FieldReader.ip(in);
        case "Port" -> port = in.uint16();
        case "Meta" -> meta = FieldReader.meta(in);
        case "Vsn" -> versions = FieldReader.versions(in);
        default -> in.skip();
      }
    }
    return new Alive(
        incarnation, MemberNames.required(node), FieldReader.address(ip, port), meta, versions);
  }

  static void write(MsgpackWriter out, Suspect suspect) {
    writeAccusation(out, suspect.from(), suspect.incarnation(), suspect.node());
  }

  static void write(MsgpackWriter out, Dead dead) {
    writeAccusation(out, dead.from(), dead.incarnation(), dead.node());
  }

  private static void writeAccusation(
      MsgpackWriter out, String from, long incarnation, String node) {
    out.mapHeader(3);
    out.string("From").string(from);
    out.string("Incarnation").uint64(incarnation);
    out.string("Node").string(node);
  }

  static Suspect readSuspect(MsgpackReader in) throws WireFormatException {
    long incarnation = 0;
    String node = "";
    String from = "";
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Incarnation" -> incarnation = in.uint32();
        case "Node" -> node = MemberNames.read(in);
        case "From" -> from = MemberNames.read(in);
        default -> in.skip();
      }
    }
    return new Suspect(incarnation, MemberNames.required(node), MemberNames.required(from));
  }

  /** A dead message has the same form as a suspect message. */
  static Dead readDead(MsgpackReader in) throws WireFormatException {
    Suspect accusation = readSuspect(in);
    return new Dead(accusation.incarnation(), accusation.node(), accusation.from());
  }
}
