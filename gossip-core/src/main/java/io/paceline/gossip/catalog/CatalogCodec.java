package io.paceline.gossip.catalog;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.gossip.catalog.CatalogMessage.Digest;
import io.paceline.gossip.catalog.CatalogMessage.LogState;
import io.paceline.gossip.catalog.CatalogMessage.Request;
import io.paceline.gossip.catalog.CatalogMessage.Summary;
import io.paceline.gossip.wire.FieldNames;
import io.paceline.gossip.wire.MsgpackReader;
import io.paceline.gossip.wire.MsgpackWriter;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Catalog messages to bytes and back; docs/wire.md shows them.
 *
 * <pre>{@code
 * +------+---------+------+---------------------------+
 * | 0xC0 | version | kind | msgpack map of the fields |
 * +------+---------+------+---------------------------+
 * }</pre>
 *
 * <p>Keys of a map that are not known are passed over, and so is what follows the known elements of
 * an array, so that a later version may add to both.
 */
final class CatalogCodec {
  private static final FieldNames FIELDS = FieldNames.of("s", "r", "f", "a", "l", "b");

  private static final int HEADER_BYTES = 3;
  private static final int FOLD_BYTES = 8;

  private CatalogCodec() {}

  static Bytes encode(CatalogMessage message) {
    MsgpackWriter out = new MsgpackWriter(512);
    out.rawByte(CatalogProtocol.FIRST_BYTE).rawByte(CatalogProtocol.VERSION);
    out.rawByte(message.kind());
    if (message instanceof Digest digest) {
      writeDigest(out, digest);
    } else if (message instanceof Summary summary) {
      out.mapHeader(3).string("s").string(summary.sender());
      out.string("r").arrayHeader(summary.ranges().size());
      summary.ranges().forEach(range -> writeRange(out, range));
      writeStates(out, summary.logs());
    } else if (message instanceof Request request) {
      out.mapHeader(2).string("s").string(request.sender());
      writeStates(out, request.logs());
    } else if (message instanceof Blocks blocks) {
      out.mapHeader(1).string("b").arrayHeader(blocks.blocks().size());
      blocks.blocks().forEach(block -> writeBlock(out, block));
    }
    return out.toBytes();
  }

  private static void writeDigest(MsgpackWriter out, Digest digest) {
    out.mapHeader(digest.asks() ? 4 : 3).string("s").string(digest.sender());
    writeRange(out.string("r"), digest.range());
    byte[] folds = new byte[FOLD_BYTES * digest.folds().size()];
    int at = 0;
    for (long fold : digest.folds()) {
      at = putLong(folds, at, fold);
    }
    out.string("f").bytes(folds);
    if (digest.asks()) {
      out.string("a").bool(true);
    }
  }

  private static void writeRange(MsgpackWriter out, HashRange range) {
    byte[] ends = new byte[2 * Long.BYTES];
    putLong(ends, putLong(ends, 0, range.first()), range.last());
    out.bytes(ends);
  }

  private static void writeStates(MsgpackWriter out, List<LogState> states) {
    out.string("l").arrayHeader(states.size());
    for (LogState state : states) {
      out.arrayHeader(5).string(state.owner());
      writeLife(out, state.life());
      out.uint64(state.upTo()).uint64(state.floor());
    }
  }

  private static void writeBlock(MsgpackWriter out, LogBlock block) {
    out.arrayHeader(8).string(block.owner());
    writeLife(out, block.life());
    out.uint64(block.floor()).uint64(block.from()).uint64(block.to()).bool(block.whole());
    out.arrayHeader(block.records().size());
    for (CatalogRecord record : block.records()) {
      out.arrayHeader(3).uint64(record.version()).string(record.id());
      if (record.isTombstone()) {
        out.nil();
      } else {
        out.bytes(record.body());
      }
    }
  }

  private static void writeLife(MsgpackWriter out, LogId life) {
    byte[] boot = new byte[Long.BYTES];
    putLong(boot, 0, life.bootId());
    out.uint64(life.epoch()).bytes(boot);
  }

  /** Bytes of a block beside its records, at most. */
  static int headBytes(LogBlock block) {
    return block.owner().length() * 3 + 64;
  }

  /** Bytes of a record, at most. */
  static int recordBytes(CatalogRecord record) {
    return record.id().length() * 3 + record.body().size() + 20;
  }

  /** Bytes of the state of an owner's log, at most. */
  static int stateBytes(String owner) {
    return owner.length() * 3 + 42;
  }

  /**
   * The message in a body.
   *
   * @return null if its version or kind is not known
   */
  static @Nullable CatalogMessage decode(Bytes body) throws WireFormatException {
    if (body.size() < HEADER_BYTES) {
      throw new WireFormatException(Reason.TRUNCATED, "no catalog header");
    }
    int kind = body.at(2);
    boolean known = kind >= Digest.KIND && kind <= Blocks.RUMOUR_KIND;
    if (body.at(0) != CatalogProtocol.FIRST_BYTE
        || body.at(1) != CatalogProtocol.VERSION
        || !known) {
      return null;
    }
    byte[] bytes = body.toByteArray();
    return new Parts()
        .read(new MsgpackReader(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES), kind)
        .message(kind);
  }

  /** The fields of a message while they are read, in whatever order they come. */
  private static final class Parts {
    private String sender = "";
    private List<HashRange> ranges = List.of();
    private List<Long> folds = List.of();
    private boolean asks;
    private List<LogState> states = List.of();
    private List<LogBlock> blocks = List.of();

    Parts read(MsgpackReader in, int kind) throws WireFormatException {
      for (int fields = in.mapHeader(); fields > 0; fields--) {
        switch (in.fieldName(FIELDS)) {
          case "s" -> sender = in.string();
          case "r" -> ranges = kind == Digest.KIND ? List.of(readRange(in)) : readRanges(in);
          case "f" -> folds = readFolds(in);
          case "a" -> asks = in.bool();
          case "l" -> states = readStates(in);
          case "b" -> blocks = readBlocks(in);
          default -> in.skip();
        }
      }
      return this;
    }

    CatalogMessage message(int kind) throws WireFormatException {
      return switch (kind) {
        case Digest.KIND -> digest();
        case Summary.KIND -> new Summary(sender, ranges, states);
        case Request.KIND -> new Request(sender, states);
        default -> new Blocks(blocks, kind == Blocks.RUMOUR_KIND);
      };
    }

    private Digest digest() throws WireFormatException {
      if (ranges.isEmpty() || folds.size() != HashRange.PARTS) {
        throw invalid("digest needs a range and " + HashRange.PARTS + " folds");
      }
      return new Digest(sender, ranges.get(0), folds, asks);
    }
  }

  private static List<HashRange> readRanges(MsgpackReader in) throws WireFormatException {
    List<HashRange> ranges = new ArrayList<>();
    for (int left = in.arrayHeader(); left > 0; left--) {
      ranges.add(readRange(in));
    }
    return ranges;
  }

  private static HashRange readRange(MsgpackReader in) throws WireFormatException {
    Bytes ends = in.bytes();
    if (ends.size() != 2 * Long.BYTES) {
      throw invalid("range must have 16 bytes");
    }
    HashRange range = new HashRange(getLong(ends, 0), getLong(ends, Long.BYTES));
    if (Long.compareUnsigned(range.first(), range.last()) > 0) {
      throw invalid("range that ends before it begins");
    }
    return range;
  }

  private static List<Long> readFolds(MsgpackReader in) throws WireFormatException {
    Bytes bytes = in.bytes();
    if (bytes.size() != FOLD_BYTES * HashRange.PARTS) {
      throw invalid("folds must have " + FOLD_BYTES * HashRange.PARTS + " bytes");
    }
    List<Long> folds = new ArrayList<>(HashRange.PARTS);
    for (int at = 0; at < bytes.size(); at += FOLD_BYTES) {
      folds.add(getLong(bytes, at));
    }
    return folds;
  }

  private static List<LogState> readStates(MsgpackReader in) throws WireFormatException {
    List<LogState> states = new ArrayList<>();
    for (int left = in.arrayHeader(); left > 0; left--) {
      int elements = arrayOf(5, in);
      String owner = readName(in);
      LogId life = readLife(in);
      long upTo = in.uint(CatalogLimits.NUMBER);
      states.add(new LogState(owner, life, upTo, in.uint(CatalogLimits.NUMBER)));
      skip(elements - 5, in);
    }
    return states;
  }

  private static List<LogBlock> readBlocks(MsgpackReader in) throws WireFormatException {
    List<LogBlock> blocks = new ArrayList<>();
    for (int left = in.arrayHeader(); left > 0; left--) {
      int elements = arrayOf(8, in);
      String owner = readName(in);
      LogId life = readLife(in);
      long floor = in.uint(CatalogLimits.NUMBER);
      long from = in.uint(CatalogLimits.NUMBER);
      long to = in.uint(CatalogLimits.NUMBER);
      boolean whole = in.bool();
      if (from > to || (whole && (from != 0 || floor > to))) {
        throw invalid("versions of a block out of order");
      }
      List<CatalogRecord> records = readRecords(in, owner, from, whole ? CatalogLimits.NUMBER : to);
      blocks.add(new LogBlock(owner, life, floor, from, to, whole, records));
      skip(elements - 8, in);
    }
    return blocks;
  }

  private static List<CatalogRecord> readRecords(MsgpackReader in, String owner, long from, long to)
      throws WireFormatException {
    List<CatalogRecord> records = new ArrayList<>();
    long last = from;
    for (int left = in.arrayHeader(); left > 0; left--) {
      int elements = arrayOf(3, in);
      long version = in.uint(CatalogLimits.NUMBER);
      if (version <= last || version > to) {
        throw invalid("record version out of order");
      }
      last = version;
      String id = readName(in);
      Bytes body = in.bytes();
      if (body.size() > CatalogLimits.RECORD_BYTES) {
        throw new WireFormatException(
            Reason.TOO_LARGE, "record above " + CatalogLimits.RECORD_BYTES + " bytes");
      }
      records.add(new CatalogRecord(id, version, body, understood(owner, id, body)));
      skip(elements - 3, in);
    }
    return records;
  }

  /** A body that cannot be read may come from a later version: it is kept, but not shown. */
  private static @Nullable ServiceInstance understood(String owner, String id, Bytes body) {
    try {
      return body.isEmpty() ? null : RecordCodec.decode(owner, id, body);
    } catch (WireFormatException e) {
      return null;
    }
  }

  private static String readName(MsgpackReader in) throws WireFormatException {
    Bytes name = in.bytes();
    if (name.isEmpty() || name.size() > CatalogLimits.NAME_BYTES) {
      throw invalid("name must have 1 to " + CatalogLimits.NAME_BYTES + " bytes");
    }
    return name.utf8();
  }

  private static LogId readLife(MsgpackReader in) throws WireFormatException {
    long epoch = in.uint(CatalogLimits.NUMBER);
    Bytes boot = in.bytes();
    if (boot.size() != Long.BYTES) {
      throw invalid("boot id must have 8 bytes");
    }
    return new LogId(epoch, getLong(boot, 0));
  }

  private static int arrayOf(int atLeast, MsgpackReader in) throws WireFormatException {
    int elements = in.arrayHeader();
    if (elements < atLeast) {
      throw invalid("array of " + elements + " where " + atLeast + " are needed");
    }
    return elements;
  }

  private static void skip(int elements, MsgpackReader in) throws WireFormatException {
    for (int i = 0; i < elements; i++) {
      in.skip();
    }
  }

  private static int putLong(byte[] bytes, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (56 - 8 * i));
    }
    return at + Long.BYTES;
  }

  private static long getLong(Bytes bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | bytes.at(at + i);
    }
    return value;
  }

  private static WireFormatException invalid(String rule) {
    return new WireFormatException(Reason.INVALID_VALUE, rule);
  }
}
