package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.service.Bytes;
import java.util.List;

/** Fuzz target: a datagram, to a node without a key, with one, and with a label. */
public final class PacketFuzz {
  private static final PacketCodec PLAIN = new PacketCodec(WireOptions.plain());
  private static final PacketCodec REWRITING =
      new PacketCodec(WireOptions.plain().withCompress(false));
  private static final PacketCodec KEYED =
      new PacketCodec(
          WireOptions.plain().withKeyring(Keyring.of(List.of(Bytes.wrap(new byte[16])))));
  private static final PacketCodec LABELLED =
      new PacketCodec(WireOptions.plain().withLabel("east"));

  private PacketFuzz() {}

  public static void fuzzerTestOneInput(byte[] packet) {
    if (packet.length > WireLimits.DATAGRAM_BYTES) {
      return; // no socket delivers it
    }
    decode(LABELLED, packet);
    decode(KEYED, packet);
    for (Message message : decode(PLAIN, packet)) {
      byte[] again = REWRITING.encode(List.of(message), false);
      List<Message> read = FuzzRules.decodeOwn(() -> REWRITING.decode(again, problem -> {}));
      FuzzRules.same(List.of(message), read);
      FuzzRules.same(Bytes.wrap(again), Bytes.wrap(REWRITING.encode(read, false)));
    }
  }

  private static List<Message> decode(PacketCodec codec, byte[] packet) {
    long bytes = (long) packet.length + WireLimits.DATAGRAM_DECOMPRESSED_BYTES;
    List<Message> messages = FuzzRules.decode(bytes, () -> codec.decode(packet, problem -> {}));
    return messages == null ? List.of() : messages;
  }
}
