package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Message;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorEncodeTest {
  private static final Map<String, String> DIFFERENT = KnownDifferences.of("not-reencoded.txt");

  static List<WireVector> same() {
    return WireVector.all().stream().filter(v -> !DIFFERENT.containsKey(v.name())).toList();
  }

  static List<WireVector> different() {
    return WireVector.all().stream().filter(v -> DIFFERENT.containsKey(v.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("same")
  void what_was_decoded_encodes_to_the_same_bytes(WireVector vector) throws Exception {
    assertThat(HexFormat.of().formatHex(reencode(vector)))
        .isEqualTo(HexFormat.of().formatHex(vector.bytes()));
  }

  @ParameterizedTest
  @MethodSource("different")
  void only_what_is_listed_encodes_to_other_bytes(WireVector vector) throws Exception {
    assertThat(reencode(vector)).as(DIFFERENT.get(vector.name())).isNotEqualTo(vector.bytes());
  }

  @Test
  void every_listed_vector_exists_and_has_a_reason() {
    assertThat(different())
        .extracting(WireVector::name)
        .containsExactlyInAnyOrderElementsOf(DIFFERENT.keySet());
    assertThat(DIFFERENT.values()).noneMatch(String::isBlank);
  }

  private static byte[] reencode(WireVector vector) throws WireFormatException {
    return vector.isStream() ? reencodeStream(vector) : reencodePacket(vector);
  }

  private static byte[] reencodePacket(WireVector vector) throws WireFormatException {
    PacketCodec codec = new PacketCodec(vector.options(), vector.sealedBlock());
    List<WireFormatException> problems = new ArrayList<>();
    List<Message> messages = codec.decode(vector.bytes(), problems::add);
    assertThat(problems).isEmpty();
    return codec.encode(messages, vector.hasChecksum());
  }

  private static byte[] reencodeStream(WireVector vector) throws WireFormatException {
    StreamCodec codec = new StreamCodec(vector.options(), vector.sealedBlock());
    boolean opener = !vector.json().has("aad_label");
    Message message = codec.decoder(opener).feed(vector.bytes());
    return codec.encode(Objects.requireNonNull(message), opener);
  }
}
