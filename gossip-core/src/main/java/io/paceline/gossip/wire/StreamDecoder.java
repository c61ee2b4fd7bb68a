package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bytes of one side of one stream until they make a message. It keeps no more than
 * were received, whatever lengths they promise, looks at each byte once while it waits, and
 * decrypts, decompresses and reads when the last one is there. Not thread-safe.
 */
public final class StreamDecoder {
  /** The longest label and the header of a sealed block, in front of what has a limit. */
  private static final int FRAMING_BYTES =
      2 + WireLimits.LABEL_BYTES + StreamCodec.SEALED_HEADER_BYTES;

  private final StreamCodec codec;
  private final Label label;
  private final Consumer<WireFormatException> problems;

  private byte[] buffer = {};
  private int size;

  /** Where the part behind the label starts, or -1 while the label is not complete. */
  private int start = -1;

  /** Set once it is known that the stream is not encrypted. */
  private @Nullable StreamBodyScanner scanner;

  private boolean sealed;
  private boolean done;
  private int bodyBytes;

  StreamDecoder(StreamCodec codec, Label label, Consumer<WireFormatException> problems) {
    this.codec = codec;
    this.label = label;
    this.problems = problems;
  }

  /** Takes the next bytes where memory is no concern. */
  public @Nullable Message feed(byte[] bytes) throws WireFormatException {
    return feed(bytes, Long.MAX_VALUE);
  }

  /**
   * Takes the next bytes, which are copied.
   *
   * @param memory what decompressing may take, if that is less than what it may in any case
   * @return the message once it is complete, else null; null for all that follows it
   * @throws WireFormatException if this cannot become a message; the stream is of no more use
   */
  public @Nullable Message feed(byte[] bytes, long memory) throws WireFormatException {
    if (done) {
      return null;
    }
    try {
      append(bytes);
      @Nullable Message message = tryRead(memory);
      done = message != null;
      return message;
    } catch (WireFormatException e) {
      done = true;
      throw e;
    } finally {
      if (done) {
        buffer = new byte[0];
      }
    }
  }

  /** Bytes of memory that are held, for tests of that bound. */
  int bufferCapacity() {
    return buffer.length;
  }

  /** Bytes of memory that will be held once that many bytes more are taken. */
  public long memoryFor(int more) {
    long needed = (long) size + more;
    return needed <= buffer.length ? buffer.length : Math.max(needed, 2L * buffer.length);
  }

  /** The size of the message, without label, encryption and compression; 0 until it is read. */
  public int bodyBytes() {
    return bodyBytes;
  }

  private void append(byte[] bytes) throws WireFormatException {
    if (bytes.length > WireLimits.STREAM_BYTES + FRAMING_BYTES - size) {
      throw tooLarge();
    }
    int capacity = (int) memoryFor(bytes.length);
    if (capacity > buffer.length) {
      buffer = Arrays.copyOf(buffer, capacity);
    }
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private @Nullable Message tryRead(long memory) throws WireFormatException {
    if (!isFramingKnown()) {
      return null;
    }
    int limit = (int) Math.min(memory, WireLimits.STREAM_DECOMPRESSED_BYTES);
    return sealed ? tryReadSealed(limit) : tryReadPlain(limit);
  }

  /** Passes over the label and tells sealed from plain, as soon as that is possible. */
  private boolean isFramingKnown() throws WireFormatException {
    if (sealed || scanner != null) {
      return true;
    }
    start = label.skip(buffer, 0, size);
    if (start < 0 || start == size) {
      return false;
    }
    sealed = codec.isSealed(buffer[start] & 0xff);
    if (!sealed) {
      scanner = new StreamBodyScanner(start);
    }
    return true;
  }

  private @Nullable Message tryReadSealed(int limit) throws WireFormatException {
    if (size - start < StreamCodec.SEALED_HEADER_BYTES) {
      return null;
    }
    MsgpackReader header =
        new MsgpackReader(buffer, start + 1, StreamCodec.SEALED_HEADER_BYTES - 1);
    long length = header.bigEndian(StreamCodec.SEALED_HEADER_BYTES - 1);
    if (length > WireLimits.STREAM_BYTES) {
      throw tooLarge();
    }
    if (size - start - StreamCodec.SEALED_HEADER_BYTES < length) {
      return null;
    }
    byte[] body = codec.open(buffer, start, (int) length);
    return readBody(body, 0, body.length, limit);
  }

  private @Nullable Message tryReadPlain(int limit) throws WireFormatException {
    StreamBodyScanner body = scanner;
    return body != null && body.isComplete(buffer, size)
        ? readBody(buffer, start, size - start, limit)
        : null;
  }

  private Message readBody(byte[] in, int offset, int length, int limit)
      throws WireFormatException {
    MsgpackReader body = codec.decompressed(in, offset, length, limit);
    bodyBytes = body.remaining();
    return StreamMessageCodec.read(body, problems);
  }

  private static WireFormatException tooLarge() {
    return new WireFormatException(
        Reason.TOO_LARGE, "stream of more than " + WireLimits.STREAM_BYTES + " bytes");
  }
}
