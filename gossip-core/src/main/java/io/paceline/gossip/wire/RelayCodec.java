package io.paceline.gossip.wire;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A message to pass on: a header map, and behind it a complete Serf message.
 *
 * <pre>{DestAddr: {IP, Port, Zone}, DestName} | type | body</pre>
 */
final class RelayCodec {
  private static final FieldNames FIELDS = FieldNames.of("DestAddr", "DestName", "IP", "Port");

  private RelayCodec() {}

  static void write(MsgpackWriter out, Relay relay) {
    out.mapHeader(2);
    out.string("DestAddr").mapHeader(3);
    FieldWriter.ip(out, "IP", relay.destination());
    out.string("Port").uint64(relay.destination().port());
    out.string("Zone").string("");
    out.string("DestName").string(relay.destinationName());
    out.rawBytes(relay.message());
  }

  static Relay read(MsgpackReader in) throws WireFormatException {
    @Nullable PeerAddress destination = null;
    String name = "";
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "DestAddr" -> destination = readAddress(in);
        case "DestName" -> name = MemberNames.readOptional(in);
        default -> in.skip();
      }
    }
    if (destination == null) {
      throw FieldReader.invalid("no address");
    }
    return new Relay(destination, name, readMessage(in));
  }

  private static PeerAddress readAddress(MsgpackReader in) throws WireFormatException {
    @Nullable InetAddress ip = null;
    int port = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "IP" -> ip = FieldReader.ip(in);
        case "Port" -> port = in.uint16();
        default -> in.skip(); // the zone of a link-local address means nothing to others
      }
    }
    return FieldReader.address(ip, port);
  }

  private static Bytes readMessage(MsgpackReader in) throws WireFormatException {
    if (in.remaining() == 0) {
      throw new WireFormatException(Reason.EMPTY, "nothing to relay");
    }
    return in.rawBytes(in.remaining());
  }
}
