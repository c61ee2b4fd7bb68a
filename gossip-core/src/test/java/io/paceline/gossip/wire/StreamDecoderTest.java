package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDecoderTest {
  private static final WireOptions PLAIN = WireOptions.plain().withCompress(false);
  private static final Keyring RING = Keyring.of(List.of(Bytes.wrap(new byte[16])));
  private static final Message PING = new Ping(1, "a", "", null);

  private final List<WireFormatException> problems = new ArrayList<>();

  static List<WireVector> streams() {
    return WireVector.streams();
  }

  private StreamDecoder decoder(WireOptions options) {
    return new StreamCodec(options).decoder(true, problems::add);
  }

  private @Nullable Message decode(WireOptions options, byte[] bytes) throws WireFormatException {
    return decoder(options).feed(bytes);
  }

  private void assertRefused(Reason reason, WireOptions options, byte[] bytes) {
    assertThatThrownBy(() -> decode(options, bytes))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private void assertRefused(Reason reason, String hex) {
    assertRefused(reason, PLAIN, HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void a_message_is_complete_at_its_last_byte_and_not_before(WireVector vector) throws Exception {
    boolean opener = !vector.json().has("aad_label");
    StreamCodec codec = new StreamCodec(vector.options());
    Message whole = codec.decoder(opener).feed(vector.bytes());
    assertThat(whole).isNotNull();

    StreamDecoder decoder = codec.decoder(opener);
    byte[] bytes = vector.bytes();
    for (int i = 0; i < bytes.length - 1; i++) {
      assertThat(decoder.feed(new byte[] {bytes[i]})).isNull();
    }
    assertThat(decoder.feed(new byte[] {bytes[bytes.length - 1]})).isEqualTo(whole);
  }

  @Test
  void what_follows_a_message_is_ignored() throws Exception {
    byte[] stream = new StreamCodec(PLAIN).encode(PING, true);
    StreamDecoder decoder = decoder(PLAIN);
    assertThat(decoder.feed(Arrays.copyOf(stream, stream.length + 10))).isEqualTo(PING);
    assertThat(decoder.feed(new byte[10])).isNull();
  }

  static List<Message> messages() throws Exception {
    return List.of(
        PING,
        new Ack(7, Bytes.EMPTY),
        new ErrorMessage("why"),
        new UserMessage(Bytes.EMPTY),
        new UserMessage(Bytes.wrap(new byte[100_000])),
        new PushPull(true, List.of(), Bytes.EMPTY),
        new PushPull(false, Collections.nCopies(300, node("n")), Bytes.wrap(new byte[1_000])));
  }

  private static PushPullNode node(String name) throws Exception {
    InetAddress ip = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
    return new PushPullNode(
        name, new PeerAddress(ip, 7_946), Bytes.EMPTY, 3, SwimState.LEFT, Versions.SERF);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void both_directions_survive_every_framing(Message message) throws Exception {
    for (WireOptions options : framings().toList()) {
      StreamCodec codec = new StreamCodec(options);
      for (boolean opener : new boolean[] {true, false}) {
        byte[] stream = codec.encode(message, opener);
        assertThat(codec.decoder(opener).feed(stream)).isEqualTo(message);
      }
    }
  }

  private static Stream<WireOptions> framings() {
    return Stream.of(PLAIN, WireOptions.plain())
        .flatMap(o -> Stream.of(o, o.withKeyring(RING)))
        .flatMap(o -> Stream.of(o, o.withLabel("prod")));
  }

  @Test
  void messages_of_packets_do_not_go_by_stream() {
    assertThatThrownBy(() -> new StreamCodec(PLAIN).encode(new Nack(1), true))
        .isInstanceOf(IllegalArgumentException.class);
    assertRefused(Reason.UNKNOWN_TYPE, "0b");
    assertRefused(Reason.UNKNOWN_TYPE, "07");
    assertRefused(Reason.UNKNOWN_TYPE, "0c");
    assertRefused(Reason.UNKNOWN_TYPE, "63");
  }

  // --- label and encryption

  @Test
  void the_answer_carries_no_label_but_authenticates_it() throws Exception {
    WireOptions options = PLAIN.withLabel("prod").withKeyring(RING);
    byte[] answer = new StreamCodec(options).encode(PING, false);
    assertThat(answer[0]).isEqualTo((byte) StreamCodec.SEALED_TYPE);
    assertThat(new StreamCodec(options).decoder(false).feed(answer)).isEqualTo(PING);
    StreamDecoder other = new StreamCodec(options.withLabel("dev")).decoder(false);
    assertThatThrownBy(() -> other.feed(answer))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNDECRYPTABLE));
  }

  @Test
  void an_opener_with_another_label_is_refused_at_the_first_bytes() {
    assertRefused(Reason.BAD_LABEL, PLAIN.withLabel("prod"), new byte[] {0});
    assertRefused(Reason.BAD_LABEL, PLAIN, new byte[] {(byte) 0xf4});
    assertRefused(Reason.BAD_LABEL, PLAIN.withLabel("prod"), new byte[] {(byte) 0xf4, 5});
    assertRefused(Reason.BAD_LABEL, PLAIN.withLabel("ab"), new byte[] {(byte) 0xf4, 2, 'a', 'c'});
  }

  @Test
  void plain_and_sealed_streams_are_told_apart_at_the_first_byte() throws Exception {
    WireOptions sealing = PLAIN.withKeyring(RING);
    assertRefused(Reason.UNEXPECTED_ENCRYPTION, PLAIN, new byte[] {10});
    assertRefused(Reason.NOT_ENCRYPTED, sealing, new byte[] {0});
    byte[] plain = new StreamCodec(PLAIN).encode(PING, true);
    byte[] sealed = new StreamCodec(sealing).encode(PING, true);
    assertThat(decode(sealing.withVerify(false, true), plain)).isEqualTo(PING);
    assertThat(decode(sealing.withVerify(false, true), sealed)).isEqualTo(PING);
    assertThat(new StreamCodec(sealing.withVerify(false, false)).encode(PING, true))
        .isEqualTo(plain);
  }

  @Test
  void a_sealed_stream_authenticates_its_length() {
    // Not a multiple of 16 bytes: the version of a block is not authenticated, and one that says it
    // is padded passes where the plain text happens to look so.
    Message message = new Ping(1, "abc", "", null);
    byte[] sealed = new StreamCodec(PLAIN.withKeyring(RING)).encode(message, true);
    for (int i = 4; i < sealed.length; i++) {
      byte[] damaged = Arrays.copyOf(sealed, sealed.length + 1);
      damaged[i] ^= 1;
      assertRefused(Reason.UNDECRYPTABLE, PLAIN.withKeyring(RING), damaged);
    }
  }

  // --- limits

  @Test
  void a_length_above_the_limit_is_refused_before_its_bytes_come() {
    byte[] header = HexFormat.of().parseHex("0a01400001"); // 20 MiB and one
    assertRefused(Reason.TOO_LARGE, PLAIN.withKeyring(RING), header);
    assertRefused(Reason.TOO_LARGE, "0881aa557365724d73674c656ece01400001");
    assertRefused(Reason.TOO_LARGE, "0681ac5573657253746174654c656ece01400001");
    assertRefused(Reason.TOO_LARGE, "0681a54e6f646573ce000186a1"); // 100,001
    assertRefused(Reason.TOO_LARGE, "0681a54e6f646573ceffffffff");
    assertRefused(Reason.MALFORMED, "0681a54e6f646573ff"); // -1
  }

  @Test
  void a_promised_length_is_waited_for_without_room_for_it() throws Exception {
    StreamDecoder decoder = decoder(PLAIN);
    assertThat(decoder.feed(HexFormat.of().parseHex("0881aa557365724d73674c656ece01400000")))
        .isNull(); // 20 MiB are promised
    assertThat(decoder.feed(new byte[1_000])).isNull();
    assertThat(decoder.bufferCapacity()).isLessThan(4_096);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00dfffffffff", "00ddffffffff", "00dbffffffff", "0081db7fffffff"})
  void an_endless_value_ends_at_the_limit_of_the_stream(String start) throws Exception {
    StreamDecoder decoder = decoder(PLAIN);
    assertThat(decoder.feed(HexFormat.of().parseHex(start))).isNull();
    byte[] mebibyte = new byte[1 << 20];
    for (int i = 0; i < 20; i++) {
      assertThat(decoder.feed(mebibyte)).isNull();
    }
    assertThatThrownBy(() -> decoder.feed(mebibyte))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThat(decoder.bufferCapacity()).isZero();
  }

  @Test
  void a_stream_decompresses_to_40_MiB_and_no_more() throws Exception {
    // A user message longer than the limit: 20 MiB of body are allowed, so padding fills the rest.
    MsgpackWriter out = new MsgpackWriter();
    out.rawByte(8).mapHeader(2).string("UserMsgLen").uint64(1).string("Filler");
    byte[] filler = new byte[WireLimits.STREAM_DECOMPRESSED_BYTES - out.size() - 5 - 1];
    out.bytes(filler).rawByte(42);
    assertThat(out.size()).isEqualTo(WireLimits.STREAM_DECOMPRESSED_BYTES);
    assertThat(decode(PLAIN, compress(out)))
        .isEqualTo(new UserMessage(Bytes.wrap(new byte[] {42})));
    assertRefused(Reason.TOO_LARGE, PLAIN, compress(out.rawByte(0)));
  }

  private static byte[] compress(MsgpackWriter body) {
    MsgpackWriter out = new MsgpackWriter();
    new Compression().compress(body.array(), 0, body.size(), out);
    return out.toByteArray();
  }

  @Test
  void an_envelope_inside_an_envelope_is_refused() {
    MsgpackWriter inner = new MsgpackWriter();
    byte[] nack = {11, (byte) 0x80};
    new Compression().compress(nack, 0, nack.length, inner);
    assertRefused(Reason.UNKNOWN_TYPE, PLAIN, compress(inner));
  }

  @Test
  void a_message_larger_than_receivers_take_is_not_sent() {
    Message large = new UserMessage(Bytes.wrap(new byte[WireLimits.STREAM_BYTES]));
    assertThatThrownBy(() -> new StreamCodec(PLAIN).encode(large, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have at most");
  }

  // --- push/pull

  @Test
  void a_member_that_breaks_a_rule_is_left_out_and_the_others_are_kept() throws Exception {
    PushPull state =
        new PushPull(
            true,
            List.of(node("a"), node("bad\nname"), node("b"), node(""), node("c")),
            Bytes.utf8("state"));
    Message decoded = decode(PLAIN, new StreamCodec(PLAIN).encode(state, true));
    assertThat(decoded)
        .isEqualTo(
            new PushPull(true, List.of(node("a"), node("b"), node("c")), Bytes.utf8("state")));
    assertThat(problems)
        .extracting(WireFormatException::reason)
        .containsExactly(Reason.INVALID_VALUE, Reason.INVALID_VALUE);
  }

  @Test
  void an_entry_that_is_not_even_msgpack_spoils_the_whole() {
    assertRefused(Reason.MALFORMED, "0681a54e6f64657301c1");
  }

  @Test
  void a_million_tiny_pieces_cost_no_more_than_their_bytes() throws Exception {
    Message large = new UserMessage(Bytes.wrap(new byte[1 << 20]));
    byte[] stream = new StreamCodec(PLAIN).encode(large, true);
    StreamDecoder decoder = decoder(PLAIN);
    @Nullable Message decoded = null;
    for (byte value : stream) {
      decoded = decoder.feed(new byte[] {value});
    }
    assertThat(Objects.requireNonNull(decoded)).isEqualTo(large);
  }
}
