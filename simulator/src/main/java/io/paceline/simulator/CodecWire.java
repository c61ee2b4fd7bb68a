package io.paceline.simulator;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.NonceSource;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.StreamDecoder;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import io.paceline.simulator.check.InvariantBroken;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes what is sent and decodes it again, and holds the codec to its word: what is read equals
 * what was written, and a datagram stays within its budget. A stream arrives in pieces.
 */
final class CodecWire implements Wire {
  private static final int CHECKSUM_BYTES = 5;
  private static final int PIECES_MAX = 4;

  private final SeededRandom random;
  private final PacketCodec packets;
  private final StreamCodec streams;

  CodecWire(boolean encrypted, SeededRandom random) {
    this.random = random;
    WireOptions options = WireOptions.plain();
    if (encrypted) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      options = options.withKeyring(Keyring.of(List.of(Bytes.wrap(key))));
    }
    NonceSource nonces = random::nextBytes;
    this.packets = new PacketCodec(options, nonces);
    this.streams = new StreamCodec(options, nonces);
  }

  @Override
  public List<Message> packet(List<Message> parts, boolean checksum) {
    byte[] bytes = packets.encode(parts, checksum);
    if (bytes.length > DATAGRAM_BYTES_MAX + (checksum ? CHECKSUM_BYTES : 0)) {
      throw new InvariantBroken("a datagram has " + bytes.length + " bytes: " + parts);
    }
    try {
      List<Message> read = packets.decode(bytes, CodecWire::refuse);
      requireEqual(parts, read);
      return read;
    } catch (WireFormatException e) {
      throw new InvariantBroken("the codec cannot read what it wrote: " + parts, e);
    }
  }

  @Override
  public Message stream(Message message, boolean byOpener) {
    byte[] bytes = streams.encode(message, byOpener);
    StreamDecoder decoder = streams.decoder(byOpener, CodecWire::refuse);
    try {
      for (int from = 0; from < bytes.length; ) {
        int to = Math.min(bytes.length, from + 1 + bytes.length / (1 + random.nextInt(PIECES_MAX)));
        Message read = decoder.feed(Arrays.copyOfRange(bytes, from, to));
        if (read != null) {
          requireEqual(message, read);
          return read;
        }
        from = to;
      }
      throw new InvariantBroken("a stream of all its bytes is no message: " + message);
    } catch (WireFormatException e) {
      throw new InvariantBroken("the codec cannot read what it wrote: " + message, e);
    }
  }

  @Override
  public int overheadBytes() {
    return packets.overheadBytes();
  }

  private static void requireEqual(Object written, Object read) {
    if (!written.equals(read)) {
      throw new InvariantBroken("wrote " + written + ", read " + read);
    }
  }

  private static void refuse(WireFormatException problem) {
    throw new InvariantBroken("the codec cannot read a part of what it wrote", problem);
  }
}
