package io.paceline.gossip.wire;

import io.paceline.gossip.message.ConflictResponse;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer to the internal conflict query. Keys are written in order.
 *
 * <pre>06 | {Addr, DelegateCur, … Tags}      06 | nil</pre>
 */
final class ConflictCodec {
  private static final FieldNames FIELDS =
      FieldNames.of(
          "Addr",
          "DelegateCur",
          "DelegateMax",
          "DelegateMin",
          "Name",
          "Port",
          "ProtocolCur",
          "ProtocolMax",
          "ProtocolMin",
          "Status",
          "Tags");

  private ConflictCodec() {}

  static Bytes encode(Optional<ConflictResponse> response) {
    MsgpackWriter out = new MsgpackWriter();
    out.rawByte(SerfTypes.CONFLICT_RESPONSE);
    response.ifPresentOrElse(member -> write(out, member), out::nil);
    return out.toBytes();
  }

  private static void write(MsgpackWriter out, ConflictResponse member) {
    Versions versions = member.versions();
    out.mapHeader(11);
    FieldWriter.ip(out, "Addr", member.address());
    out.string("DelegateCur").uint64(versions.delegateCurrent());
    out.string("DelegateMax").uint64(versions.delegateMax());
    out.string("DelegateMin").uint64(versions.delegateMin());
    out.string("Name").string(member.name());
    out.string("Port").uint64(member.address().port());
    out.string("ProtocolCur").uint64(versions.protocolCurrent());
    out.string("ProtocolMax").uint64(versions.protocolMax());
    out.string("ProtocolMin").uint64(versions.protocolMin());
    out.string("Status").uint64(member.status());
    TagsCodec.write(out.string("Tags"), member.tags());
  }

  static Optional<ConflictResponse> read(MsgpackReader in) throws WireFormatException {
    SerfTypes.expect(in, SerfTypes.CONFLICT_RESPONSE);
    return in.tryNil() ? Optional.empty() : Optional.of(readMember(in));
  }

  private static ConflictResponse readMember(MsgpackReader in) throws WireFormatException {
    String name = "";
    @Nullable InetAddress ip = null;
    int port = 0;
    Map<String, String> tags = Map.of();
    int status = 0;
    int[] versions = new int[6]; // in the order of Versions
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Name" -> name = MemberNames.read(in);
        case "Addr" -> ip = FieldReader.ip(in);
        case "Port" -> port = in.uint16();
        case "Tags" -> tags = TagsCodec.read(in);
        case "Status" -> status = in.uint8();
        case "ProtocolMin" -> versions[0] = in.uint8();
        case "ProtocolMax" -> versions[1] = in.uint8();
        case "ProtocolCur" -> versions[2] = in.uint8();
        case "DelegateMin" -> versions[3] = in.uint8();
        case "DelegateMax" -> versions[4] = in.uint8();
        case "DelegateCur" -> versions[5] = in.uint8();
        default -> in.skip();
      }
    }
    return new ConflictResponse(
        MemberNames.required(name),
        FieldReader.address(ip, port),
        tags,
        status,
        new Versions(versions[0], versions[1], versions[2], versions[3], versions[4], versions[5]));
  }
}
