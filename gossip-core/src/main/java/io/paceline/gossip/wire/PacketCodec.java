package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to messages and back. From the inside out: messages, compound, compression, checksum,
 * encryption, label. It holds scratch memory, so it belongs to one thread.
 *
 * <pre>[label] [sealed block of] [0c crc] [09 compressed] [07 compound of] messages</pre>
 */
public final class PacketCodec {
  private final WireOptions options;
  private final Label label;
  private final SealedBlock sealedBlock;
  private final Compression compression = new Compression();

  private final MsgpackWriter plain = new MsgpackWriter(2_048);
  private final MsgpackWriter wrapped = new MsgpackWriter(2_048);

  public PacketCodec(WireOptions options) {
    this(options, NonceSource.secure());
  }

  public PacketCodec(WireOptions options, NonceSource nonces) {
    this(options, new SealedBlock(nonces));
  }

  PacketCodec(WireOptions options, SealedBlock sealedBlock) {
    this.options = options;
    this.label = Label.of(options.label());
    this.sealedBlock = sealedBlock;
  }

  /** Bytes that label and encryption add to every datagram. A checksum adds five more. */
  public int overheadBytes() {
    int sealing = options.sealingKeys() == null ? 0 : SealedBlock.OVERHEAD_BYTES;
    return label.headerBytes() + sealing;
  }

  /**
   * One datagram of these messages, in order.
   *
   * @param parts one or more; several go as a compound
   * @param checksum whether to add a CRC, which only some receivers understand
   * @throws IllegalArgumentException if there are no parts or more than a compound holds, if one is
   *     too long for it, or if one may only go by stream
   */
  public byte[] encode(List<Message> parts, boolean checksum) {
    plain.reset();
    switch (parts.size()) {
      case 0 -> throw new IllegalArgumentException("a packet must have at least one part");
      case 1 -> MessageCodec.write(plain, parts.get(0));
      default -> CompoundCodec.write(plain, parts);
    }
    return seal(checksum(compress(plain), checksum));
  }

  /** The compressed form where it is allowed and smaller. */
  private MsgpackWriter compress(MsgpackWriter message) {
    if (!options.compress()) {
      return message;
    }
    wrapped.reset();
    compression.compress(message.array(), 0, message.size(), wrapped);
    return wrapped.size() < message.size() ? wrapped : message;
  }

  private MsgpackWriter checksum(MsgpackWriter message, boolean checksum) {
    if (!checksum) {
      return message;
    }
    MsgpackWriter out = message == wrapped ? plain : wrapped;
    out.reset();
    int header = out.reserve(Crc.HEADER_BYTES);
    out.rawBytes(message.array(), 0, message.size());
    Crc.put(out, header);
    return out;
  }

  private byte[] seal(MsgpackWriter message) {
    @Nullable Keyring keyring = options.sealingKeys();
    int start = label.headerBytes();
    int size = keyring == null ? message.size() : sealedBlock.sealedBytes(message.size());
    byte[] packet = new byte[start + size];
    label.put(packet);
    if (keyring == null) {
      System.arraycopy(message.array(), 0, packet, start, message.size());
    } else {
      GossipKey key = keyring.snapshot().get(0);
      sealedBlock.seal(message.array(), message.size(), key, label.associated(), packet, start);
    }
    return packet;
  }

  /** Reads a whole array; see the other form. */
  public List<Message> decode(byte[] packet, Consumer<WireFormatException> problems)
      throws WireFormatException {
    return decode(packet, 0, packet.length, problems);
  }

  /**
   * The messages of a received datagram, in order, as far as they can be read. The array is only
   * read, and nothing of the result refers to it.
   *
   * @param problems is told of every part that was left out, while the others were kept
   * @throws WireFormatException if nothing at all can be made of the datagram
   */
  public List<Message> decode(
      byte[] packet, int offset, int length, Consumer<WireFormatException> problems)
      throws WireFormatException {
    int start = skipLabel(packet, offset, length);
    int rest = length - (start - offset);
    @Nullable Keyring keyring = options.keyring();
    return keyring == null
        ? decodePlain(packet, start, rest, problems)
        : decodeSealed(packet, start, rest, keyring, problems);
  }

  private int skipLabel(byte[] packet, int offset, int length) throws WireFormatException {
    if (length == 0) {
      throw new WireFormatException(Reason.EMPTY, "empty datagram");
    }
    int start = label.skip(packet, offset, length);
    if (start < 0) {
      throw new WireFormatException(Reason.TRUNCATED, "label is cut off");
    }
    return start;
  }

  private List<Message> decodeSealed(
      byte[] packet,
      int offset,
      int length,
      Keyring keyring,
      Consumer<WireFormatException> problems)
      throws WireFormatException {
    byte[] opened;
    try {
      opened = sealedBlock.open(packet, offset, length, keyring.snapshot(), label.associated());
    } catch (WireFormatException e) {
      if (options.verifyIncoming()) {
        throw e;
      }
      return decodePlain(packet, offset, length, problems);
    }
    return decodePlain(opened, 0, opened.length, problems);
  }

  private List<Message> decodePlain(
      byte[] packet, int offset, int length, Consumer<WireFormatException> problems)
      throws WireFormatException {
    int header = 0;
    if (length > 0 && packet[offset] == Crc.TYPE) {
      Crc.check(packet, offset, length);
      header = Crc.HEADER_BYTES;
    }
    PacketParts parts = new PacketParts(compression, problems);
    return parts.read(packet, offset + header, length - header);
  }
}
