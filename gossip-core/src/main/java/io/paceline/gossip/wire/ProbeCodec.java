package io.paceline.gossip.wire;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.Ping;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The bodies of the messages with which members probe each other. Keys are written in order. */
final class ProbeCodec {
  private static final FieldNames FIELDS =
      FieldNames.of(
          "Nack",
          "Node",
          "Payload",
          "Port",
          "SeqNo",
          "SourceAddr",
          "SourceNode",
          "SourcePort",
          "Target");

  private ProbeCodec() {}

  static void write(MsgpackWriter out, Ping ping) {
    out.mapHeader(2 + FieldWriter.sourceFields(ping.sourceNode(), ping.source()));
    out.string("Node").string(ping.node());
    out.string("SeqNo").uint64(ping.seqNo());
    FieldWriter.source(out, ping.sourceNode(), ping.source());
  }

  static Ping readPing(MsgpackReader in) throws WireFormatException {
    long seqNo = 0;
    String node = "";
    String sourceNode = "";
    @Nullable InetAddress sourceIp = null;
    int sourcePort = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "SeqNo" -> seqNo = in.uint32();
        case "Node" -> node = MemberNames.readOptional(in);
        case "SourceNode" -> sourceNode = MemberNames.readOptional(in);
        case "SourceAddr" -> sourceIp = FieldReader.ip(in);
        case "SourcePort" -> sourcePort = in.uint16();
        default -> in.skip();
      }
    }
    return new Ping(seqNo, node, sourceNode, FieldReader.source(sourceIp, sourcePort));
  }

  static void write(MsgpackWriter out, IndirectPing ping) {
    out.mapHeader(5 + FieldWriter.sourceFields(ping.sourceNode(), ping.source()));
    out.string("Nack").bool(ping.nack());
    out.string("Node").string(ping.node());
    out.string("Port").uint64(ping.target().port());
    out.string("SeqNo").uint64(ping.seqNo());
    FieldWriter.source(out, ping.sourceNode(), ping.source());
    FieldWriter.ip(out, "Target", ping.target());
  }

  static IndirectPing readIndirectPing(MsgpackReader in) throws WireFormatException {
    long seqNo = 0;
    String node = "";
    boolean nack = false;
    @Nullable InetAddress targetIp = null;
    int targetPort = 0;
    String sourceNode = "";
    @Nullable InetAddress sourceIp = null;
    int sourcePort = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "SeqNo" -> seqNo = in.uint32();
        case "Node" -> node = MemberNames.readOptional(in);
        case "Nack" -> nack = in.bool();
        case "Target" -> targetIp = FieldReader.ip(in);
        case "Port" -> targetPort = in.uint16();
        case "SourceNode" -> sourceNode = MemberNames.readOptional(in);
        case "SourceAddr" -> sourceIp = FieldReader.ip(in);
        case "SourcePort" -> sourcePort = in.uint16();
        default -> in.skip();
      }
    }
    return new IndirectPing(
        seqNo,
        FieldReader.address(targetIp, targetPort),
        node,
        nack,
        sourceNode,
        FieldReader.source(sourceIp, sourcePort));
  }

  static void write(MsgpackWriter out, Ack ack) {
    out.mapHeader(2);
    out.string("Payload").bytesOrNil(ack.payload());
    out.string("SeqNo").uint64(ack.seqNo());
  }

  static Ack readAck(MsgpackReader in) throws WireFormatException {
    long seqNo = 0;
    Bytes payload = Bytes.EMPTY;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "SeqNo" -> seqNo = in.uint32();
        case "Payload" -> payload = in.bytes();
        default -> in.skip();
      }
    }
    return new Ack(seqNo, payload);
  }

  static void write(MsgpackWriter out, Nack nack) {
    out.mapHeader(1);
    out.string("SeqNo").uint64(nack.seqNo());
  }

  static Nack readNack(MsgpackReader in) throws WireFormatException {
    long seqNo = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "SeqNo" -> seqNo = in.uint32();
        default -> in.skip();
      }
    }
    return new Nack(seqNo);
  }
}
