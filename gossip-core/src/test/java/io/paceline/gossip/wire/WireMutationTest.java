package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.UserMessage;
import io.paceline.service.Bytes;
import io.paceline.testing.Allocation;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Damaged vectors must never do more harm than a {@link WireFormatException}; {@code -Dwire.seed=N}
 * repeats a run, {@code -Dwire.rounds=N} makes it longer.
 */
class WireMutationTest {
  private static final int ROUNDS = Integer.getInteger("wire.rounds", 150);

  /** What a decoder may allocate for each byte that it is given or decompresses. */
  private static final int ALLOCATED_PER_BYTE = 48;

  /** The exception and the first size of every buffer, whatever the input. */
  private static final int ALLOCATED_ALWAYS = 16 << 10;

  private final long seed = Long.getLong("wire.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Mutations mutations = new Mutations(random);

  private final PacketCodec rewriting = new PacketCodec(WireOptions.plain().withCompress(false));

  private interface Decoding<T> {
    @Nullable T run() throws WireFormatException;
  }

  /**
   * Runs a decoder on hostile bytes and holds it to what it may throw and allocate.
   *
   * @return what it read, or null
   */
  private <T> @Nullable T attack(
      WireVector vector, byte[] bytes, int decompressedMax, Decoding<T> decoding) {
    long bound = ALLOCATED_ALWAYS + ALLOCATED_PER_BYTE * ((long) bytes.length + decompressedMax);
    try {
      return Allocation.within(bound, () -> run(vector, bytes, decoding));
    } catch (Exception e) {
      throw new AssertionError(describe(vector, bytes), e);
    }
  }

  private <T> @Nullable T run(WireVector vector, byte[] bytes, Decoding<T> decoding) {
    try {
      return decoding.run();
    } catch (WireFormatException expected) {
      return null;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(describe(vector, bytes), e);
    }
  }

  private String describe(WireVector vector, byte[] bytes) {
    return vector + " as " + MessageRenderer.hex(bytes) + ", repeat with -Dwire.seed=" + seed;
  }

  /** The bytes as they were sent, and what is inside the encryption, which nothing guards. */
  private static List<byte[]> targets(WireVector vector) {
    return List.of(vector.bytes(), vector.inner());
  }

  private int rounds(byte[] bytes) {
    return bytes.length > 4_096 ? ROUNDS / 30 : ROUNDS;
  }

  @Test
  void damaged_packets_are_refused_or_read() {
    WireOptions plain = WireOptions.plain();
    for (WireVector vector : WireVector.packets()) {
      for (byte[] target : targets(vector)) {
        PacketCodec own = new PacketCodec(vector.options());
        PacketCodec open = new PacketCodec(plain);
        for (int i = rounds(target); i > 0; i--) {
          byte[] packet = mutations.of(target);
          attackPacket(vector, own, packet);
          attackPacket(vector, open, packet);
        }
      }
    }
  }

  @Test
  void packets_may_end_anywhere() {
    for (WireVector vector : WireVector.packets()) {
      PacketCodec open = new PacketCodec(WireOptions.plain());
      byte[] inner = vector.inner();
      for (int length = 0; length < inner.length; length += 1 + inner.length / 512) {
        attackPacket(vector, open, Arrays.copyOf(inner, length));
      }
    }
  }

  private void attackPacket(WireVector vector, PacketCodec codec, byte[] packet) {
    @Nullable List<Message> messages =
        attack(
            vector,
            packet,
            packet.length > 0 && mayDecompress(packet) ? WireLimits.DATAGRAM_DECOMPRESSED_BYTES : 0,
            () -> codec.decode(packet, problem -> {}));
    if (messages != null) {
      for (Message message : messages) {
        assertStable(vector, packet, message);
        attackLayerAbove(vector, message);
      }
    }
  }

  private static boolean mayDecompress(byte[] packet) {
    for (byte value : packet) {
      if (value == Compression.TYPE) {
        return true;
      }
    }
    return false;
  }

  /** What was read is a message like any other: it survives being written and read again. */
  private void assertStable(WireVector vector, byte[] packet, Message message) {
    try {
      byte[] again = rewriting.encode(List.of(message), false);
      assertThat(rewriting.decode(again, problem -> {}))
          .as(() -> describe(vector, packet))
          .containsExactly(message);
    } catch (WireFormatException e) {
      throw new AssertionError(describe(vector, packet), e);
    }
  }

  @Test
  void damaged_streams_are_refused_or_read_or_waited_for() {
    for (WireVector vector : WireVector.streams()) {
      StreamCodec own = new StreamCodec(vector.options());
      StreamCodec open = new StreamCodec(WireOptions.plain());
      for (byte[] target : targets(vector)) {
        for (int i = rounds(target) / 2; i > 0; i--) {
          byte[] stream = mutations.of(target);
          attackStream(vector, own, stream);
          attackStream(vector, open, stream);
        }
      }
    }
  }

  private void attackStream(WireVector vector, StreamCodec codec, byte[] stream) {
    List<byte[]> pieces = new Pieces(random).of(stream);
    @Nullable Message message =
        attack(
            vector,
            stream,
            vector.inner().length, // damage cannot multiply it much
            () -> {
              StreamDecoder decoder = codec.decoder(!vector.json().has("aad_label"));
              @Nullable Message found = null;
              for (byte[] piece : pieces) {
                @Nullable Message next = decoder.feed(piece);
                found = next == null ? found : next;
              }
              return found;
            });
    if (message != null) {
      attackLayerAbove(vector, message);
    }
  }

  private void attackLayerAbove(WireVector vector, Message message) {
    if (message instanceof UserMessage user) {
      attackSerf(vector, user.body());
    } else if (message instanceof PushPull state) {
      attackSerf(vector, state.userState());
      state.nodes().forEach(node -> attack(vector, node.meta(), SerfCodec::decodeTags));
    } else if (message instanceof Alive alive) {
      attack(vector, alive.meta(), SerfCodec::decodeTags);
    } else if (message instanceof Ack ack) {
      attack(vector, ack.payload(), SerfCodec::decodeCoordinate);
    }
  }

  private interface PayloadDecoding {
    Object decode(Bytes payload) throws WireFormatException;
  }

  private void attack(WireVector vector, Bytes payload, PayloadDecoding decoding) {
    byte[] bytes = payload.toByteArray();
    attack(vector, bytes, 0, () -> decoding.decode(payload));
  }

  private void attackSerf(WireVector vector, Bytes body) {
    @Nullable SerfMessage message =
        attack(vector, body.toByteArray(), 0, () -> SerfCodec.decode(body));
    if (message != null) {
      Bytes again = SerfCodec.encode(message);
      assertThat(attack(vector, again.toByteArray(), 0, () -> SerfCodec.decode(again)))
          .as(() -> describe(vector, body.toByteArray()))
          .isEqualTo(message);
      if (message instanceof QueryMessage query) {
        query.filters().forEach(filter -> attack(vector, filter, SerfCodec::decodeFilter));
        attack(vector, query.payload(), SerfCodec::decodeKeyRequest);
      } else if (message instanceof QueryResponse response) {
        attack(vector, response.payload(), SerfCodec::decodeKeyResponse);
        attack(vector, response.payload(), SerfCodec::decodeConflictResponse);
      }
    }
  }

  @Test
  void damaged_payloads_of_serf_are_refused_or_read() throws Exception {
    for (WireVector vector : WireVector.packets()) {
      List<Message> messages =
          new PacketCodec(vector.options()).decode(vector.bytes(), problem -> {});
      for (Message message : messages) {
        if (message instanceof UserMessage user) {
          for (int i = messages.size() > 10 ? 2 : ROUNDS; i > 0; i--) {
            attackSerf(vector, Bytes.wrap(mutations.of(user.body().toByteArray())));
          }
        }
      }
    }
  }
}
