package io.paceline.gossip.wire;

import static io.paceline.gossip.wire.MsgpackFormat.*;

import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over received msgpack, in the old and in the new form of the specification. It takes any
 * width of integer where the value fits, and nil for the zero value of any type, as the Go peers
 * do. It reads the given array in place and copies what it returns. A length is believed only if
 * that many bytes are there, so that callers may size collections by the counts they get. Every
 * read passes through {@link #require}. Not thread-safe.
 */
public final class MsgpackReader {
  private static final long UINT32_MAX = 0xffff_ffffL;

  private final byte[] in;
  private final int end;
  private int at;
  private long missingBytes;

  public MsgpackReader(byte[] in) {
    this(in, 0, in.length);
  }

  public MsgpackReader(byte[] in, int offset, int length) {
    this.in = in;
    this.at = offset;
    this.end = offset + length;
  }

  /** Bytes that are left. */
  public int remaining() {
    return end - at;
  }

  /** The index in the array of the next byte. */
  int position() {
    return at;
  }

  /** After a failure for lack of bytes: how many more it takes at least to get any further. */
  long missingBytes() {
    return missingBytes;
  }

  /** Goes back to where {@link #position} was. */
  void rewind(int position) {
    at = position;
  }

  /** Takes one plain byte, which is not msgpack: a type or version byte in front of a value. */
  public int rawByte() throws WireFormatException {
    return in[require(1)] & 0xff;
  }

  /** Takes that many plain bytes, which are not msgpack: a body behind a header. */
  public Bytes rawBytes(int length) throws WireFormatException {
    int start = require(length);
    return Bytes.wrap(Arrays.copyOfRange(in, start, start + length));
  }

  /** Takes a nil if that is what comes next. */
  public boolean tryNil() throws WireFormatException {
    boolean nil = (in[require(1)] & 0xff) == NIL;
    if (!nil) {
      at--;
    }
    return nil;
  }

  /** An unsigned integer of 64 bits: those above {@link Long#MAX_VALUE} come out negative. */
  public long uint64() throws WireFormatException {
    int first = rawByte();
    if (first == NIL) {
      return 0;
    }
    if (first >= UINT8 && first <= UINT64) {
      return bigEndian(1 << (first - UINT8));
    }
    long value = signed(first);
    if (value < 0) {
      throw malformed("negative number in an unsigned field");
    }
    return value;
  }

  /** An unsigned integer of 32 bits. */
  public long uint32() throws WireFormatException {
    return uint(UINT32_MAX);
  }

  public int uint16() throws WireFormatException {
    return (int) uint(0xffff);
  }

  public int uint8() throws WireFormatException {
    return (int) uint(0xff);
  }

  /** An unsigned integer up to the given one. */
  public long uint(long max) throws WireFormatException {
    long value = uint64();
    if (value < 0 || value > max) {
      throw malformed("number above " + max);
    }
    return value;
  }

  /** How much of something follows that is not behind this number itself; bounded. */
  int size(int max) throws WireFormatException {
    long size = uint64();
    if (size < 0 || size > max) {
      throw new WireFormatException(Reason.TOO_LARGE, "size above " + max);
    }
    return (int) size;
  }

  public long int64() throws WireFormatException {
    int first = rawByte();
    if (first == NIL) {
      return 0;
    }
    if (first < UINT8 || first > UINT64) {
      return signed(first);
    }
    long value = bigEndian(1 << (first - UINT8));
    if (first == UINT64 && value < 0) {
      throw malformed("number above " + Long.MAX_VALUE);
    }
    return value;
  }

  /** A bool; 0 and 1 pass for one. */
  public boolean bool() throws WireFormatException {
    int first = rawByte();
    return switch (first) {
      case NIL, FALSE, 0 -> false;
      case TRUE, 1 -> true;
      default -> throw malformed("no bool");
    };
  }

  /** A float of 64 or 32 bits, or an integer. */
  public double float64() throws WireFormatException {
    int first = rawByte();
    return switch (first) {
      case NIL -> 0;
      case FLOAT32 -> Float.intBitsToFloat((int) bigEndian(4));
      case FLOAT64 -> Double.longBitsToDouble(bigEndian(8));
      case UINT64 -> unsignedToDouble(bigEndian(8));
      case UINT8, UINT16, UINT32 -> bigEndian(1 << (first - UINT8));
      default -> signed(first);
    };
  }

  /** A raw, string or binary value as text; malformed UTF-8 becomes U+FFFD. */
  public String string() throws WireFormatException {
    int length = rawLength();
    return new String(in, require(length), length, StandardCharsets.UTF_8);
  }

  /** A raw, string or binary value; nil is the same as an empty one. */
  public Bytes bytes() throws WireFormatException {
    return rawBytes(rawLength());
  }

  /** Passes over a raw, string or binary value and returns its length; it ends here. */
  int skipBytes() throws WireFormatException {
    int length = rawLength();
    require(length);
    return length;
  }

  /** The array that is read. */
  byte[] array() {
    return in;
  }

  /** The key of a map entry, without an allocation; {@link FieldNames#UNKNOWN} if not known. */
  public String fieldName(FieldNames names) throws WireFormatException {
    int length = rawLength();
    return names.find(in, require(length), length);
  }

  /** How many entries follow; for each, two bytes at least are there. */
  public int mapHeader() throws WireFormatException {
    int first = rawByte();
    if (first == NIL) {
      return 0;
    }
    return count(mapSize(first), 2);
  }

  /** The same, refusing more than a message of the kind may have. */
  int mapHeader(int max) throws WireFormatException {
    return bounded(mapHeader(), max);
  }

  /** How many values follow; the same. */
  int arrayHeader(int max) throws WireFormatException {
    return bounded(arrayHeader(), max);
  }

  private static int bounded(int count, int max) throws WireFormatException {
    if (count > max) {
      throw new WireFormatException(Reason.TOO_LARGE, count + " entries, at most " + max);
    }
    return count;
  }

  /** How many values follow; for each, one byte at least is there. */
  public int arrayHeader() throws WireFormatException {
    int first = rawByte();
    if (first == NIL) {
      return 0;
    }
    return count(arraySize(first), 1);
  }

  /** Passes over one value of any type. */
  public void skip() throws WireFormatException {
    skip(WireLimits.MSGPACK_DEPTH);
  }

  private void skip(int depthLeft) throws WireFormatException {
    long nested = skipHead();
    if (nested > 0) {
      skipAll(nested, depthLeft);
    }
  }

  /**
   * Passes over a value, or over the head of an array or map, and returns how many values are
   * directly inside it.
   */
  long skipHead() throws WireFormatException {
    int first = rawByte();
    if (isMap(first)) {
      return 2L * count(mapSize(first), 2);
    }
    if (isArray(first)) {
      return count(arraySize(first), 1);
    }
    require(isRaw(first) ? rawLength(first) : scalarBytes(first));
    return 0;
  }

  private void skipAll(long values, int depthLeft) throws WireFormatException {
    if (depthLeft == 0) {
      throw new WireFormatException(
          Reason.TOO_DEEP, "msgpack nested deeper than " + WireLimits.MSGPACK_DEPTH);
    }
    for (long i = 0; i < values; i++) {
      skip(depthLeft - 1);
    }
  }

  /** Bytes behind the first one of a number, bool or nil. */
  private int scalarBytes(int first) throws WireFormatException {
    if (first <= POSITIVE_FIXINT_MAX || first >= NEGATIVE_FIXINT_MIN) {
      return 0;
    }
    return switch (first) {
      case NIL, FALSE, TRUE -> 0;
      case UINT8, INT8 -> 1;
      case UINT16, INT16 -> 2;
      case UINT32, INT32, FLOAT32 -> 4;
      case UINT64, INT64, FLOAT64 -> 8;
      default -> throw malformed("no msgpack");
    };
  }

  private static boolean isMap(int first) {
    return (first & 0xf0) == FIXMAP || first == MAP16 || first == MAP32;
  }

  private static boolean isArray(int first) {
    return (first & 0xf0) == FIXARRAY || first == ARRAY16 || first == ARRAY32;
  }

  private static boolean isRaw(int first) {
    return (first >= FIXRAW && first <= FIXRAW_MAX)
        || (first >= BIN8 && first <= BIN32)
        || (first >= STR8 && first <= RAW32);
  }

  private long mapSize(int first) throws WireFormatException {
    if ((first & 0xf0) == FIXMAP) {
      return first & 0x0f;
    }
    return switch (first) {
      case MAP16 -> bigEndian(2);
      case MAP32 -> bigEndian(4);
      default -> throw malformed("no map");
    };
  }

  private long arraySize(int first) throws WireFormatException {
    if ((first & 0xf0) == FIXARRAY) {
      return first & 0x0f;
    }
    return switch (first) {
      case ARRAY16 -> bigEndian(2);
      case ARRAY32 -> bigEndian(4);
      default -> throw malformed("no array");
    };
  }

  private int rawLength() throws WireFormatException {
    int first = rawByte();
    return first == NIL ? 0 : rawLength(first);
  }

  private int rawLength(int first) throws WireFormatException {
    if (first >= FIXRAW && first <= FIXRAW_MAX) {
      return first & 0x1f;
    }
    long length =
        switch (first) {
          case STR8, BIN8 -> bigEndian(1);
          case RAW16, BIN16 -> bigEndian(2);
          case RAW32, BIN32 -> bigEndian(4);
          default -> throw malformed("no text or bytes");
        };
    return count(length, 1);
  }

  /** A number of things that take at least {@code bytesEach}, if that much is there. */
  private int count(long things, int bytesEach) throws WireFormatException {
    if (things * bytesEach > remaining()) {
      throw truncated(things * bytesEach);
    }
    return (int) things;
  }

  private long signed(int first) throws WireFormatException {
    if (first <= POSITIVE_FIXINT_MAX || first >= NEGATIVE_FIXINT_MIN) {
      return (byte) first;
    }
    return switch (first) {
      case INT8 -> (byte) bigEndian(1);
      case INT16 -> (short) bigEndian(2);
      case INT32 -> (int) bigEndian(4);
      case INT64 -> bigEndian(8);
      default -> throw malformed("no number");
    };
  }

  /** The next bytes as one number; not msgpack by themselves. */
  long bigEndian(int bytes) throws WireFormatException {
    int start = require(bytes);
    long value = 0;
    for (int i = start; i < start + bytes; i++) {
      value = (value << 8) | (in[i] & 0xff);
    }
    return value;
  }

  private static double unsignedToDouble(long bits) {
    // Halved without losing the lowest bit, which decides the rounding.
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** Moves past the next bytes and returns the index of the first. */
  int require(int bytes) throws WireFormatException {
    if (bytes > remaining()) {
      throw truncated(bytes);
    }
    int start = at;
    at += bytes;
    return start;
  }

  private WireFormatException truncated(long bytes) {
    missingBytes = bytes - remaining();
    return new WireFormatException(
        Reason.TRUNCATED, "needs " + bytes + " bytes, has " + remaining());
  }

  private WireFormatException malformed(String what) {
    return new WireFormatException(Reason.MALFORMED, what + " at byte " + (at - 1));
  }
}
