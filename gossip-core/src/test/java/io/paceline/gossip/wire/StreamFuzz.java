package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.service.Bytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: one side of a stream, at once and in pieces. What a stream decompresses to is
 * bounded here at a megabyte instead of forty, so that the bound on memory says something.
 */
public final class StreamFuzz {
  private static final long DECOMPRESSED = 1 << 20;

  private static final StreamCodec PLAIN = new StreamCodec(WireOptions.plain());
  private static final StreamCodec KEYED =
      new StreamCodec(
          WireOptions.plain().withKeyring(Keyring.of(List.of(Bytes.wrap(new byte[16])))));

  private StreamFuzz() {}

  public static void fuzzerTestOneInput(byte[] stream) {
    decode(KEYED, stream, stream.length);
    @Nullable Message message = decode(PLAIN, stream, stream.length);
    int piece = stream.length == 0 ? 1 : 1 + (stream[0] & 0xff);
    @Nullable Message inPieces = decode(PLAIN, stream, piece);
    if (message != null && inPieces != null) { // a fault behind the message is seen only at once
      FuzzRules.same(message, inPieces);
    }
    if (inPieces != null) {
      assertStable(inPieces);
    }
  }

  private static void assertStable(Message message) {
    byte[] encoded = PLAIN.encode(message, true);
    Message read = FuzzRules.decodeOwn(() -> PLAIN.decoder(true).feed(encoded));
    FuzzRules.same(message, read);
    FuzzRules.same(Bytes.wrap(encoded), Bytes.wrap(PLAIN.encode(read, true)));
  }

  private static @Nullable Message decode(StreamCodec codec, byte[] stream, int piece) {
    return FuzzRules.decode(stream.length + DECOMPRESSED, () -> feed(codec, stream, piece));
  }

  private static @Nullable Message feed(StreamCodec codec, byte[] stream, int piece)
      throws WireFormatException {
    StreamDecoder decoder = codec.decoder(true);
    for (int at = 0; at < stream.length; at += piece) {
      byte[] part = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + piece));
      @Nullable Message message = decoder.feed(part, DECOMPRESSED);
      if (message != null) {
        return message;
      }
    }
    return null;
  }
}
