package io.paceline.gossip.wire;

import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters of a query.
 *
 * <pre>00 | [names]      01 | {Expr, Tag}</pre>
 */
final class QueryFilterCodec {
  private static final FieldNames FIELDS = FieldNames.of("Expr", "Tag");

  private QueryFilterCodec() {}

  static Bytes encode(QueryFilter filter) {
    MsgpackWriter out = new MsgpackWriter();
    if (filter instanceof QueryFilter.Nodes nodes) {
      out.rawByte(SerfTypes.FILTER_NODES).arrayHeader(nodes.names().size());
      nodes.names().forEach(out::string);
    } else if (filter instanceof QueryFilter.Tag tag) {
      out.rawByte(SerfTypes.FILTER_TAG).mapHeader(2);
      out.string("Expr").string(tag.expression());
      out.string("Tag").string(tag.name());
    }
    return out.toBytes();
  }

  static QueryFilter read(MsgpackReader in) throws WireFormatException {
    int type = in.rawByte();
    return switch (type) {
      case SerfTypes.FILTER_NODES -> readNodes(in);
      case SerfTypes.FILTER_TAG -> readTag(in);
      default -> throw new WireFormatException(Reason.UNKNOWN_TYPE, "filter type " + type);
    };
  }

  private static QueryFilter readNodes(MsgpackReader in) throws WireFormatException {
    int count = in.arrayHeader();
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.string());
    }
    return new QueryFilter.Nodes(names);
  }

  private static QueryFilter readTag(MsgpackReader in) throws WireFormatException {
    String tag = "";
    String expression = "";
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Tag" -> tag = in.string();
        case "Expr" -> expression = in.string();
        default -> in.skip();
      }
    }
    return new QueryFilter.Tag(tag, expression);
  }
}
