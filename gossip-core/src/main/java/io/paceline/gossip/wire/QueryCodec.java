package io.paceline.gossip.wire;

import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of queries and their responses. Keys are written in order. */
final class QueryCodec {
  private static final FieldNames FIELDS =
      FieldNames.of(
          "Addr",
          "Filters",
          "Flags",
          "From",
          "ID",
          "LTime",
          "Name",
          "Payload",
          "Port",
          "RelayFactor",
          "SourceNode",
          "Timeout");

  private QueryCodec() {}

  static void write(MsgpackWriter out, QueryMessage query) {
    out.mapHeader(11);
    FieldWriter.ip(out, "Addr", query.source());
    writeFilters(out.string("Filters"), query.filters());
    out.string("Flags").uint64(query.flags());
    out.string("ID").uint64(query.id());
    out.string("LTime").uint64(query.lTime());
    out.string("Name").string(query.name());
    out.string("Payload").bytesOrNil(query.payload());
    out.string("Port").uint64(query.source().port());
    out.string("RelayFactor").uint64(query.relayFactor());
    out.string("SourceNode").string(query.sourceNode());
    out.string("Timeout").int64(query.timeoutNanos());
  }

  private static void writeFilters(MsgpackWriter out, List<Bytes> filters) {
    if (filters.isEmpty()) {
      out.nil();
      return;
    }
    out.arrayHeader(filters.size());
    for (Bytes filter : filters) {
      out.bytes(filter);
    }
  }

  static QueryMessage readQuery(MsgpackReader in) throws WireFormatException {
    long lTime = 0;
    long id = 0;
    @Nullable InetAddress ip = null;
    int port = 0;
    String sourceNode = "";
    List<Bytes> filters = List.of();
    long flags = 0;
    int relayFactor = 0;
    long timeoutNanos = 0;
    String name = "";
    Bytes payload = Bytes.EMPTY;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "LTime" -> lTime = in.uint64();
        case "ID" -> id = in.uint32();
        case "Addr" -> ip = FieldReader.ip(in);
        case "Port" -> port = in.uint16();
        case "SourceNode" -> sourceNode = MemberNames.readOptional(in);
        case "Filters" -> filters = readFilters(in);
        case "Flags" -> flags = in.uint32();
        case "RelayFactor" -> relayFactor = in.uint8();
        case "Timeout" -> timeoutNanos = in.int64();
        case "Name" -> name = in.string();
        case "Payload" -> payload = in.bytes();
        default -> in.skip();
      }
    }
    return new QueryMessage(
        lTime,
        id,
        FieldReader.address(ip, port),
        sourceNode,
        filters,
        flags,
        relayFactor,
        timeoutNanos,
        name,
        payload);
  }

  /** A filter without even a type byte would crash the Go peers that the query is passed on to. */
  private static List<Bytes> readFilters(MsgpackReader in) throws WireFormatException {
    int count = in.arrayHeader(WireLimits.QUERY_FILTERS);
    List<Bytes> filters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Bytes filter = in.bytes();
      if (filter.isEmpty()) {
        throw FieldReader.invalid("empty filter");
      }
      filters.add(filter);
    }
    return filters;
  }

  static void write(MsgpackWriter out, QueryResponse response) {
    out.mapHeader(5);
    out.string("Flags").uint64(response.flags());
    out.string("From").string(response.from());
    out.string("ID").uint64(response.id());
    out.string("LTime").uint64(response.lTime());
    out.string("Payload").bytesOrNil(response.payload());
  }

  static QueryResponse readResponse(MsgpackReader in) throws WireFormatException {
    long lTime = 0;
    long id = 0;
    String from = "";
    long flags = 0;
    Bytes payload = Bytes.EMPTY;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "LTime" -> lTime = in.uint64();
        case "ID" -> id = in.uint32();
        case "From" -> from = MemberNames.read(in);
        case "Flags" -> flags = in.uint32();
        case "Payload" -> payload = in.bytes();
        default -> in.skip();
      }
    }
    return new QueryResponse(lTime, id, MemberNames.required(from), flags, payload);
  }
}
