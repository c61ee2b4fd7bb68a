package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketVectorTest {
  /** Packets whose messages are known to encode to other bytes, and why. */
  private static final Map<String, String> NOT_REENCODED =
      Map.of(
          "udp-alive-nil-meta-nil-vsn",
          "nil and empty are one value here, and a vector that is missing is sent as six zeros");

  static List<WireVector> packets() {
    return WireVector.packets();
  }

  @ParameterizedTest
  @MethodSource("packets")
  void the_messages_of_a_packet_encode_to_the_same_bytes(WireVector vector) throws Exception {
    List<WireFormatException> problems = new ArrayList<>();
    List<Message> messages =
        new PacketCodec(vector.options()).decode(vector.bytes(), problems::add);
    assertThat(problems).isEmpty();

    byte[] inner = new PacketCodec(WireOptions.plain().withCompress(false)).encode(messages, false);
    if (NOT_REENCODED.containsKey(vector.name())) {
      assertThat(inner).isNotEqualTo(vector.inner());
    } else {
      assertThat(inner).isEqualTo(vector.inner());
    }
  }
}
