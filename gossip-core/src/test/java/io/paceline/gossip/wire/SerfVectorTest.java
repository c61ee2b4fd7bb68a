package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.UserMessage;
import io.paceline.service.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerfVectorTest {
  /** Packets whose Serf messages are known to encode to other bytes, and why. */
  private static final Map<String, String> NOT_REENCODED =
      Map.of(
          "udp-query-go-msgpack-v2-timeout",
          "go-msgpack 2 writes a large time-out as signed, and an empty payload is sent as nil");

  /** Packets whose user message is not one of Serf's. */
  private static final List<String> NOT_SERF = List.of("udp-crc-user-best-effort-memberlist-0.5.1");

  static List<WireVector> packets() {
    return WireVector.packets().stream().filter(v -> !NOT_SERF.contains(v.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("packets")
  void the_serf_messages_of_a_packet_encode_to_the_same_bytes(WireVector vector) throws Exception {
    PacketCodec codec = new PacketCodec(vector.options());
    for (Message message : codec.decode(vector.bytes(), problem -> {})) {
      if (message instanceof UserMessage user) {
        Bytes encoded = SerfCodec.encode(SerfCodec.decode(user.body()));
        if (NOT_REENCODED.containsKey(vector.name())) {
          assertThat(encoded).isNotEqualTo(user.body());
        } else {
          assertThat(encoded).isEqualTo(user.body());
        }
      }
    }
  }
}
