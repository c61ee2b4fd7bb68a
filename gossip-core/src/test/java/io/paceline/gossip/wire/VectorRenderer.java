package io.paceline.gossip.wire;

import static io.paceline.gossip.wire.SerfRenderer.number;
import static io.paceline.gossip.wire.SerfRenderer.object;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.UserMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes a vector apart layer by layer, with the same classes that the codecs use, and describes
 * each layer in the vectors' own form.
 */
final class VectorRenderer {
  private static final Map<Integer, String> TYPES =
      Map.ofEntries(
          Map.entry(0, "ping"),
          Map.entry(1, "indirectPing"),
          Map.entry(2, "ack"),
          Map.entry(3, "suspect"),
          Map.entry(4, "alive"),
          Map.entry(5, "dead"),
          Map.entry(6, "pushPull"),
          Map.entry(7, "compound"),
          Map.entry(8, "user"),
          Map.entry(9, "compress"),
          Map.entry(11, "nack"),
          Map.entry(12, "hasCrc"),
          Map.entry(13, "err"));

  private final WireVector vector;
  private final Compression compression = new Compression();

  VectorRenderer(WireVector vector) {
    this.vector = vector;
  }

  Map<String, @Nullable Object> render() throws WireFormatException {
    Map<String, @Nullable Object> rendered = object("label", vector.label());
    byte[] rest = vector.bytes();
    if (vector.json().has("aad_label") || vector.label().isEmpty()) {
      rendered.remove("label");
    } else {
      int start = Label.of(vector.label()).skip(rest, 0, rest.length);
      rest = Arrays.copyOfRange(rest, start, rest.length);
    }
    if (vector.isStream()) {
      renderStream(rest, rendered);
    } else {
      renderPacket(rest, rendered);
    }
    return rendered;
  }

  private void renderPacket(byte[] packet, Map<String, @Nullable Object> rendered)
      throws WireFormatException {
    byte[] plain = packet;
    if (vector.isEncrypted()) {
      plain = open(packet, 0, Label.of(vector.label()).associated());
      Map<String, @Nullable Object> block = block(packet, 0);
      block.put("plainHex", MessageRenderer.hex(plain));
      rendered.put("encryption", block);
    }
    rendered.put("message", renderPart(plain));
  }

  private Map<String, @Nullable Object> renderPart(byte[] part) throws WireFormatException {
    Map<String, @Nullable Object> rendered = type(part[0]);
    switch (part[0]) {
      case Crc.TYPE -> {
        Crc.check(part, 0, part.length);
        rendered.put("crc32", MessageRenderer.hex(Arrays.copyOfRange(part, 1, 5)));
        rendered.put("crcOk", true);
        rendered.put("inner", renderPart(Arrays.copyOfRange(part, 5, part.length)));
      }
      case CompoundCodec.TYPE -> renderCompound(part, rendered);
      case Compression.TYPE -> {
        byte[] plain = decompress(part, rendered);
        rendered.put("inner", renderPart(plain));
      }
      default ->
          rendered.putAll(MessageRenderer.render(MessageCodec.read(new MsgpackReader(part))));
    }
    return rendered;
  }

  private void renderCompound(byte[] part, Map<String, @Nullable Object> rendered)
      throws WireFormatException {
    List<byte[]> parts = new ArrayList<>();
    CompoundCodec.read(
        new MsgpackReader(part, 1, part.length - 1),
        (in, offset, length) -> parts.add(Arrays.copyOfRange(in, offset, offset + length)));
    List<Object> messages = new ArrayList<>();
    for (byte[] inner : parts) {
      messages.add(renderPart(inner));
    }
    rendered.put("count", number(parts.size()));
    rendered.put("parts", messages);
  }

  private byte[] decompress(byte[] envelope, Map<String, @Nullable Object> rendered)
      throws WireFormatException {
    byte[] plain =
        compression.decompress(
            new MsgpackReader(envelope, 1, envelope.length - 1),
            WireLimits.STREAM_DECOMPRESSED_BYTES);
    rendered.put("algo", number(0));
    rendered.put("compressedLen", number(compressed(envelope).length));
    rendered.put("plainLen", number(plain.length));
    return plain;
  }

  /** What an envelope holds, read without {@link Compression}. */
  static byte[] compressed(byte[] envelope) throws WireFormatException {
    MsgpackReader in = new MsgpackReader(envelope, 1, envelope.length - 1);
    in.mapHeader();
    in.skip();
    in.skip();
    in.skip();
    return in.bytes().toByteArray();
  }

  private void renderStream(byte[] stream, Map<String, @Nullable Object> rendered)
      throws WireFormatException {
    byte[] body = stream;
    if (vector.isEncrypted()) {
      byte[] label = Label.of(vector.label()).associated();
      byte[] associated = Arrays.copyOf(stream, StreamCodec.SEALED_HEADER_BYTES + label.length);
      System.arraycopy(label, 0, associated, StreamCodec.SEALED_HEADER_BYTES, label.length);
      body = open(stream, StreamCodec.SEALED_HEADER_BYTES, associated);
      Map<String, @Nullable Object> block = block(stream, StreamCodec.SEALED_HEADER_BYTES);
      block.put("length", number(stream.length - StreamCodec.SEALED_HEADER_BYTES));
      rendered.put("encrypt", block);
    }
    if (body[0] == Compression.TYPE) {
      Map<String, @Nullable Object> layer = object("algo", number(0));
      body = decompress(body, layer);
      rendered.put("compress", layer);
    }
    rendered.putAll(type(body[0]));
    Message message =
        StreamMessageCodec.read(
            new MsgpackReader(body),
            problem -> {
              throw new AssertionError(problem);
            });
    rendered.putAll(MessageRenderer.render(message));
    if (message instanceof UserMessage user) {
      rendered.put("header", object("UserMsgLen", number(user.body().size())));
    }
    if (message instanceof PushPull state && state.userState().isEmpty()) {
      rendered.put("userState", null);
    }
  }

  private byte[] open(byte[] in, int offset, byte[] associated) throws WireFormatException {
    return new SealedBlock(NonceSource.secure())
        .open(in, offset, in.length - offset, vector.keyring().snapshot(), associated);
  }

  private static Map<String, @Nullable Object> block(byte[] in, int offset) {
    Map<String, @Nullable Object> block = object("version", number(in[offset]));
    block.put("keyIndex", number(0)); // each vector has one key
    block.put("nonce", MessageRenderer.hex(Arrays.copyOfRange(in, offset + 1, offset + 13)));
    return block;
  }

  private static Map<String, @Nullable Object> type(byte code) {
    Map<String, @Nullable Object> rendered =
        object("type", Objects.requireNonNull(TYPES.get((int) code)));
    rendered.put("typeByte", number(code));
    return rendered;
  }
}
