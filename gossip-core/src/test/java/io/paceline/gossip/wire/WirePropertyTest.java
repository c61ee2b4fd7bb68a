package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What holds for all messages; {@code -Dwire.seed=N} repeats a run, {@code -Dwire.rounds=N} makes
 * it longer.
 */
class WirePropertyTest {
  private static final int ROUNDS = Integer.getInteger("wire.rounds", 1_000);

  private final long seed = Long.getLong("wire.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RandomMessages messages = new RandomMessages(random);

  private String replay() {
    return "repeat with -Dwire.seed=" + seed;
  }

  private WireOptions options() {
    WireOptions options = WireOptions.plain().withCompress(random.nextBoolean());
    if (random.nextBoolean()) {
      options = options.withLabel("label");
    }
    byte[] key = new byte[16 + 8 * random.nextInt(3)];
    return random.nextBoolean()
        ? options.withKeyring(Keyring.of(List.of(Bytes.wrap(key))))
        : options;
  }

  @Test
  void packets_carry_all_messages_unchanged() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<Message> parts = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        parts.add(messages.packetMessage());
      }
      PacketCodec codec = new PacketCodec(options());
      List<WireFormatException> problems = new ArrayList<>();
      byte[] packet = codec.encode(parts, random.nextBoolean());
      assertThat(codec.decode(packet, problems::add)).as(replay()).isEqualTo(parts);
      assertThat(problems).as(replay()).isEmpty();
    }
  }

  @Test
  void the_predicted_size_of_a_message_is_its_size() {
    PacketCodec codec = new PacketCodec(WireOptions.plain().withCompress(false));
    for (int round = 0; round < ROUNDS; round++) {
      Message message = messages.packetMessage();
      assertThat(codec.encode(List.of(message), false))
          .as(replay())
          .hasSize(MessageCodec.encodedBytes(message));
    }
  }

  @Test
  void streams_carry_all_messages_unchanged_however_they_are_cut() throws Exception {
    for (int round = 0; round < ROUNDS / 10; round++) {
      Message message = messages.streamMessage();
      StreamCodec codec = new StreamCodec(options());
      boolean opener = random.nextBoolean();
      byte[] stream = codec.encode(message, opener);
      StreamDecoder decoder = codec.decoder(opener);
      @Nullable Message decoded = null;
      for (byte[] piece : new Pieces(random).of(stream)) {
        assertThat(decoded).as(replay()).isNull();
        decoded = decoder.feed(piece);
      }
      assertThat(Objects.requireNonNull(decoded)).as(replay()).isEqualTo(message);
    }
  }

  @Test
  void serfs_messages_survive_and_have_the_predicted_size() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      SerfMessage message = messages.serfMessage();
      Bytes encoded = SerfCodec.encode(message);
      assertThat(SerfCodec.decode(encoded)).as(replay()).isEqualTo(message);
      assertThat(SerfCodec.encodedBytes(message)).as(replay()).isEqualTo(encoded.size());
    }
  }
}
