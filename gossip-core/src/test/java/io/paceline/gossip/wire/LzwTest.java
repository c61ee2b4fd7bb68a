package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LzwTest {
  private final LzwEncoder encoder = new LzwEncoder();
  private final LzwDecoder decoder = new LzwDecoder();

  static List<WireVector> compressed() {
    return WireVector.all().stream().filter(WireVector::isCompressed).toList();
  }

  /** The envelope of a vector, found by its type byte behind whatever is around it. */
  private static byte[] envelope(WireVector vector) throws WireFormatException {
    byte[] in = vector.bytes();
    if (vector.isEncrypted()) {
      int start = vector.isStream() ? StreamCodec.SEALED_HEADER_BYTES : 0;
      in =
          new SealedBlock(NonceSource.secure())
              .open(
                  in,
                  start,
                  in.length - start,
                  vector.keyring().snapshot(),
                  associated(vector, start));
    }
    return Arrays.copyOfRange(in, vector.hasChecksum() ? Crc.HEADER_BYTES : 0, in.length);
  }

  private static byte[] associated(WireVector vector, int header) {
    byte[] label = Label.of(vector.label()).associated();
    byte[] associated = Arrays.copyOf(vector.bytes(), header + label.length);
    System.arraycopy(label, 0, associated, header, label.length);
    return associated;
  }

  @ParameterizedTest
  @MethodSource("compressed")
  void the_encoder_makes_the_bytes_that_go_makes(WireVector vector) throws Exception {
    byte[] plain = vector.inner();
    assertThat(encoder.encode(plain, 0, plain.length))
        .isEqualTo(VectorRenderer.compressed(envelope(vector)));
  }

  @Test
  void there_are_vectors_to_compare_with() {
    assertThat(compressed()).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 100, 511, 512, 4_000, 70_000, 300_000})
  void what_was_compressed_is_decompressed(int length) throws Exception {
    long seed = length + 1L;
    for (int alphabet : new int[] {1, 2, 4, 256}) {
      byte[] plain = random(new Random(seed), length, alphabet);
      byte[] compressed = encoder.encode(plain, 0, plain.length);
      assertThat(decoder.decode(compressed, 0, compressed.length, length))
          .as("seed %d, alphabet %d", seed, alphabet)
          .isEqualTo(plain);
    }
  }

  private static byte[] random(Random random, int length, int alphabet) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(alphabet);
    }
    return bytes;
  }

  @Test
  void an_empty_stream_is_a_clear_and_an_end() throws Exception {
    assertThat(HexFormat.of().formatHex(encoder.encode(new byte[0], 0, 0))).isEqualTo("000302");
  }

  @Test
  void a_full_table_takes_no_more_strings_until_it_is_cleared() throws Exception {
    // An encoder that never clears: literals only, far beyond the last code of 12 bits.
    byte[] plain = random(new Random(7), 10_000, 256);
    byte[] compressed = literals(plain);
    assertThat(decoder.decode(compressed, 0, compressed.length, plain.length)).isEqualTo(plain);
  }

  private static byte[] literals(byte[] plain) {
    BitWriter out = new BitWriter();
    int counter = Lzw.END;
    int width = Lzw.WIDTH_MIN;
    for (byte literal : plain) {
      out.put(literal & 0xff, width);
      counter++;
      if (counter == 1 << width && width < Lzw.WIDTH_MAX) {
        width++;
      }
    }
    out.put(Lzw.END, width);
    return out.toByteArray();
  }

  private static final class BitWriter {
    private final List<Boolean> bits = new ArrayList<>();

    void put(int code, int width) {
      for (int i = 0; i < width; i++) {
        bits.add((code >>> i & 1) == 1);
      }
    }

    byte[] toByteArray() {
      byte[] bytes = new byte[(bits.size() + 7) / 8];
      for (int i = 0; i < bits.size(); i++) {
        if (bits.get(i)) {
          bytes[i / 8] |= (byte) (1 << (i % 8));
        }
      }
      return bytes;
    }
  }

  @Test
  void a_string_may_be_used_while_it_is_made() throws Exception {
    BitWriter out = new BitWriter();
    out.put('a', 9);
    out.put(258, 9); // "aa", which this very code completes
    out.put(259, 9); // "aaa"
    out.put(Lzw.END, 9);
    byte[] compressed = out.toByteArray();
    assertThat(decoder.decode(compressed, 0, compressed.length, 100))
        .isEqualTo("aaaaaa".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void a_code_without_a_string_is_refused() {
    BitWriter out = new BitWriter();
    out.put('a', 9);
    out.put(259, 9);
    assertRefused(Reason.BAD_COMPRESSION, out.toByteArray(), 100);
    BitWriter first = new BitWriter();
    first.put(258, 9);
    assertRefused(Reason.BAD_COMPRESSION, first.toByteArray(), 100);
  }

  @Test
  void the_end_must_come_before_the_bytes_end() {
    byte[] compressed = encoder.encode(new byte[100], 0, 100);
    assertRefused(Reason.TRUNCATED, Arrays.copyOf(compressed, compressed.length - 2), 100);
  }

  @Test
  void a_bomb_goes_off_at_the_limit() throws Exception {
    byte[] compressed = encoder.encode(new byte[1 << 20], 0, 1 << 20);
    assertThat(compressed.length).isLessThan(4_096);
    assertThat(decoder.decode(compressed, 0, compressed.length, 1 << 20)).hasSize(1 << 20);
    assertRefused(Reason.TOO_LARGE, compressed, (1 << 20) - 1);
    assertRefused(Reason.TOO_LARGE, compressed, 0);
  }

  private void assertRefused(Reason reason, byte[] compressed, int limit) {
    assertThatThrownBy(() -> decoder.decode(compressed, 0, compressed.length, limit))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
