package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a stream says: one message, compressed if that is on, encrypted if there is a
 * keyring. The side that opened the stream puts the label in front; the answer carries none, but
 * both authenticate it. It holds scratch memory, so it and its decoders belong to one thread.
 *
 * <pre>[label] [0a length 4, sealed block of] [09 compressed] message</pre>
 */
public final class StreamCodec {
  /** The type byte in front of a sealed block. */
  static final int SEALED_TYPE = 10;

  static final int SEALED_HEADER_BYTES = 5;

  private final WireOptions options;
  private final Label label;
  private final SealedBlock sealedBlock;
  private final Compression compression = new Compression();

  public StreamCodec(WireOptions options) {
    this(options, NonceSource.secure());
  }

  public StreamCodec(WireOptions options, NonceSource nonces) {
    this(options, new SealedBlock(nonces));
  }

  StreamCodec(WireOptions options, SealedBlock sealedBlock) {
    this.options = options;
    this.label = Label.of(options.label());
    this.sealedBlock = sealedBlock;
  }

  /**
   * All that one side sends.
   *
   * @param opener whether it is the side that opened the stream
   * @throws IllegalArgumentException if the message only goes by packet, or is larger than any
   *     receiver takes
   */
  public byte[] encode(Message message, boolean opener) {
    MsgpackWriter body = new MsgpackWriter();
    StreamMessageCodec.write(body, message);
    if (options.compress()) {
      MsgpackWriter envelope = new MsgpackWriter();
      compression.compress(body.array(), 0, body.size(), envelope);
      body = envelope;
    }
    checkSize(body.size());
    return frame(body, opener);
  }

  private static void checkSize(int bytes) {
    int max = WireLimits.STREAM_BYTES - SealedBlock.OVERHEAD_BYTES;
    if (bytes > max) {
      throw new IllegalArgumentException(
          "stream message (" + bytes + " bytes) must have at most " + max);
    }
  }

  private byte[] frame(MsgpackWriter body, boolean opener) {
    @Nullable Keyring keyring = options.sealingKeys();
    int start = opener ? label.headerBytes() : 0;
    int sealed = keyring == null ? 0 : sealedBlock.sealedBytes(body.size());
    int size = keyring == null ? body.size() : SEALED_HEADER_BYTES + sealed;
    byte[] stream = new byte[start + size];
    if (opener) {
      label.put(stream);
    }
    if (keyring == null) {
      System.arraycopy(body.array(), 0, stream, start, body.size());
    } else {
      putSealedHeader(stream, start, sealed);
      sealedBlock.seal(
          body.array(),
          body.size(),
          keyring.snapshot().get(0),
          associated(stream, start),
          stream,
          start + SEALED_HEADER_BYTES);
    }
    return stream;
  }

  private static void putSealedHeader(byte[] stream, int at, int length) {
    stream[at] = SEALED_TYPE;
    for (int i = 1; i < SEALED_HEADER_BYTES; i++) {
      stream[at + i] = (byte) (length >>> (8 * (SEALED_HEADER_BYTES - 1 - i)));
    }
  }

  /** What the block authenticates: the five bytes in front of it, then the label. */
  private byte[] associated(byte[] stream, int header) {
    byte[] text = label.associated();
    byte[] associated = new byte[SEALED_HEADER_BYTES + text.length];
    System.arraycopy(stream, header, associated, 0, SEALED_HEADER_BYTES);
    System.arraycopy(text, 0, associated, SEALED_HEADER_BYTES, text.length);
    return associated;
  }

  /** A decoder for one stream; bad entries of a push/pull are left out without notice. */
  public StreamDecoder decoder(boolean fromOpener) {
    return decoder(fromOpener, problem -> {});
  }

  /**
   * A decoder for one stream.
   *
   * @param fromOpener whether the other side opened it, and so puts its label in front
   * @param problems is told of every entry of a push/pull that was left out
   */
  public StreamDecoder decoder(boolean fromOpener, Consumer<WireFormatException> problems) {
    return new StreamDecoder(this, fromOpener ? label : Label.of(""), problems);
  }

  /** Checks the first byte behind the label; whether a sealed block follows. */
  boolean isSealed(int first) throws WireFormatException {
    boolean sealed = first == SEALED_TYPE;
    if (sealed && options.keyring() == null) {
      throw new WireFormatException(
          Reason.UNEXPECTED_ENCRYPTION, "the stream is encrypted, this node has no key");
    }
    if (!sealed && options.keyring() != null && options.verifyIncoming()) {
      throw new WireFormatException(
          Reason.NOT_ENCRYPTED, "the stream is not encrypted, this node requires it");
    }
    return sealed;
  }

  /** What is inside a sealed block whose header is at the index, and which is complete. */
  byte[] open(byte[] in, int header, int length) throws WireFormatException {
    @Nullable Keyring keyring = options.keyring();
    if (keyring == null) {
      throw new IllegalStateException("a sealed block was let pass without a keyring");
    }
    return sealedBlock.open(
        in, header + SEALED_HEADER_BYTES, length, keyring.snapshot(), associated(in, header));
  }

  /** A reader at the type byte of the message, behind the compressed envelope if there is one. */
  MsgpackReader decompressed(byte[] in, int offset, int length, int limit)
      throws WireFormatException {
    if (length == 0) {
      throw new WireFormatException(Reason.EMPTY, "no message");
    }
    MsgpackReader reader = new MsgpackReader(in, offset, length);
    if (in[offset] != Compression.TYPE) {
      return reader;
    }
    reader.rawByte();
    return new MsgpackReader(compression.decompress(reader, limit));
  }
}
