package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCodecTest {
  private static final Message PING = new Ping(1, "a", "", null);
  private static final Bytes KEY = Bytes.wrap(new byte[16]);
  private static final Bytes OTHER_KEY = Bytes.wrap(new byte[32]);
  private static final WireOptions PLAIN = WireOptions.plain().withCompress(false);

  private final List<WireFormatException> problems = new ArrayList<>();

  private List<Message> decode(WireOptions options, byte[] packet) throws WireFormatException {
    return new PacketCodec(options).decode(packet, problems::add);
  }

  private List<Message> decode(String hex) throws WireFormatException {
    return decode(PLAIN, HexFormat.of().parseHex(hex));
  }

  private List<Reason> reasons() {
    return problems.stream().map(WireFormatException::reason).toList();
  }

  private void assertRefused(Reason reason, WireOptions options, byte[] packet) {
    assertThatThrownBy(() -> decode(options, packet))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(problems).isEmpty();
  }

  private void assertRefused(Reason reason, String hex) {
    assertRefused(reason, PLAIN, HexFormat.of().parseHex(hex));
  }

  private static byte[] encode(WireOptions options, Message... parts) {
    return new PacketCodec(options).encode(List.of(parts), false);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  // --- compounds

  private static byte[] compound(byte[]... parts) {
    MsgpackWriter out = new MsgpackWriter().rawByte(7).rawByte(parts.length);
    for (byte[] part : parts) {
      out.bigEndian(part.length, 2);
    }
    for (byte[] part : parts) {
      out.rawBytes(part, 0, part.length);
    }
    return out.toByteArray();
  }

  private static byte[] compress(byte[] plain) {
    MsgpackWriter out = new MsgpackWriter();
    new Compression().compress(plain, 0, plain.length, out);
    return out.toByteArray();
  }

  private static byte[] nack(int seqNo) {
    return encode(PLAIN, new Nack(seqNo));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 127, 128, 129, 200, 254, 255})
  void a_compound_of_up_to_255_parts_keeps_them_all_in_order(int count) throws Exception {
    List<Message> parts =
        IntStream.range(0, count).<Message>mapToObj(i -> new Nack(1_000L + i)).toList();
    byte[] packet = new PacketCodec(PLAIN).encode(parts, false);
    assertThat(packet[1] & 0xff).isEqualTo(count);
    assertThat(decode(PLAIN, packet)).isEqualTo(parts);
    assertThat(problems).isEmpty();
  }

  @Test
  void a_compound_that_cannot_be_written_is_refused_with_its_rule() {
    PacketCodec codec = new PacketCodec(PLAIN);
    assertThatThrownBy(() -> codec.encode(Collections.nCopies(256, PING), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 parts")
        .hasMessageContaining("255");
    Message large = new UserMessage(Bytes.wrap(new byte[65_535]));
    assertThatThrownBy(() -> codec.encode(List.of(PING, large), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536 bytes");
    assertThatThrownBy(() -> codec.encode(List.of(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void messages_of_streams_do_not_go_by_packet() {
    PacketCodec codec = new PacketCodec(PLAIN);
    for (Message message :
        List.of(new ErrorMessage("x"), new PushPull(false, List.of(), Bytes.EMPTY))) {
      assertThatThrownBy(() -> codec.encode(List.of(message), false))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> MessageCodec.encodedBytes(message))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_truncated_compound_keeps_its_complete_parts() throws Exception {
    byte[] packet = compound(nack(1), nack(2), nack(3));
    assertThat(decode(PLAIN, Arrays.copyOf(packet, packet.length - 1)))
        .containsExactly(new Nack(1), new Nack(2));
    assertThat(reasons()).containsExactly(Reason.TRUNCATED);
  }

  @Test
  void a_compound_with_a_truncated_table_of_lengths_is_refused() {
    assertRefused(Reason.TRUNCATED, "0703000a00");
    assertRefused(Reason.TRUNCATED, "07");
  }

  @Test
  void an_empty_compound_is_nothing() throws Exception {
    assertThat(decode("0700")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void a_part_of_no_bytes_harms_nobody() throws Exception {
    assertThat(decode("07010000")).isEmpty();
    assertThat(decode(PLAIN, compound(new byte[0], nack(1), new byte[0])))
        .containsExactly(new Nack(1));
    assertThat(reasons()).containsExactly(Reason.EMPTY, Reason.EMPTY, Reason.EMPTY);
  }

  @Test
  void a_part_that_cannot_be_read_does_not_take_its_neighbours_along() throws Exception {
    byte[] unknown = {42, 0};
    byte[] malformed = {0, (byte) 0xc1};
    byte[] cut = Arrays.copyOf(nack(9), 4);
    byte[] streamOnly = {6, (byte) 0x80};
    byte[] checksum = {12, 0, 0, 0, 0};
    assertThat(
            decode(
                PLAIN, compound(nack(1), unknown, malformed, cut, streamOnly, checksum, nack(2))))
        .containsExactly(new Nack(1), new Nack(2));
    assertThat(reasons())
        .containsExactly(
            Reason.UNKNOWN_TYPE,
            Reason.MALFORMED,
            Reason.TRUNCATED,
            Reason.UNKNOWN_TYPE,
            Reason.UNKNOWN_TYPE);
  }

  // --- nesting and what it costs

  @Test
  void wrappers_nest_four_deep_and_no_deeper() throws Exception {
    byte[] four = compound(compress(compound(compress(nack(1)))));
    assertThat(decode(PLAIN, four)).containsExactly(new Nack(1));
    assertThat(decode(PLAIN, compress(four))).isEmpty();
    assertThat(reasons()).containsExactly(Reason.TOO_DEEP);
  }

  @Test
  void only_compounds_of_the_outermost_layer_are_kept_when_an_inner_one_is_too_deep()
      throws Exception {
    byte[] deep = compress(compress(compress(compress(nack(1)))));
    assertThat(decode(PLAIN, compound(nack(1), deep, nack(2))))
        .containsExactly(new Nack(1), new Nack(2));
    assertThat(reasons()).containsExactly(Reason.TOO_DEEP);
  }

  @Test
  void a_packet_decompresses_to_64_KiB_in_all_and_no_more() throws Exception {
    byte[] largest = new byte[WireLimits.DATAGRAM_DECOMPRESSED_BYTES];
    largest[0] = 8;
    assertThat(decode(PLAIN, compress(largest))).hasSize(1);
    assertRefused(Reason.TOO_LARGE, PLAIN, compress(Arrays.copyOf(largest, largest.length + 1)));

    byte[] half = compress(Arrays.copyOf(largest, largest.length / 2));
    assertThat(decode(PLAIN, compound(half, half, half))).hasSize(2);
    assertThat(reasons()).containsExactly(Reason.TOO_LARGE);
  }

  @Test
  void a_packet_has_1024_parts_in_all_and_the_others_are_reported_once() throws Exception {
    byte[] full = compound(Collections.nCopies(255, nack(1)).toArray(byte[][]::new));
    assertThat(decode(PLAIN, compound(full, full, full, full, full, nack(2))))
        .hasSize(WireLimits.DATAGRAM_PARTS - 4); // the four compounds count too
    assertThat(reasons()).containsExactly(Reason.TOO_LARGE);
  }

  @Test
  void an_envelope_that_is_empty_or_of_another_algorithm_is_refused() {
    assertRefused(Reason.EMPTY, PLAIN, compress(new byte[0]));
    assertRefused(Reason.TRUNCATED, "0980");
    assertRefused(Reason.BAD_COMPRESSION, "0982a4416c676f01a3427566a3000302");
  }

  // --- checksum

  @Test
  void a_checksum_guards_all_that_follows_it() throws Exception {
    byte[] packet = new PacketCodec(PLAIN).encode(List.of(PING), true);
    assertThat(decode(PLAIN, packet)).containsExactly(PING);
    for (int i = 1; i < packet.length; i++) {
      byte[] damaged = packet.clone();
      damaged[i] ^= 1;
      assertRefused(Reason.BAD_CHECKSUM, PLAIN, damaged);
    }
    assertRefused(Reason.TRUNCATED, "0c000000");
    assertRefused(Reason.EMPTY, "0c00000000");
  }

  // --- label

  @Test
  void another_label_or_none_is_refused() throws Exception {
    WireOptions prod = PLAIN.withLabel("prod");
    byte[] packet = encode(prod, PING);
    assertThat(hex(packet)).startsWith("f40470726f64");
    assertThat(decode(prod, packet)).containsExactly(PING);
    assertRefused(Reason.BAD_LABEL, PLAIN, packet);
    assertRefused(Reason.BAD_LABEL, PLAIN.withLabel("dev"), packet);
    assertRefused(Reason.BAD_LABEL, PLAIN.withLabel("prof"), packet);
    assertRefused(Reason.BAD_LABEL, prod, encode(PLAIN, PING));
    assertRefused(Reason.TRUNCATED, prod, Arrays.copyOf(packet, 4));
    assertRefused(Reason.TRUNCATED, prod, Arrays.copyOf(packet, 1));
    assertRefused(Reason.BAD_LABEL, prod, new byte[] {(byte) 0xf4, 0, 0});
    assertRefused(Reason.EMPTY, prod, Arrays.copyOf(packet, 6));
  }

  @Test
  void a_second_label_is_an_unknown_message() {
    byte[] inner = encode(PLAIN.withLabel("prod"), PING);
    byte[] twice = new byte[6 + inner.length];
    System.arraycopy(inner, 0, twice, 0, 6);
    System.arraycopy(inner, 0, twice, 6, inner.length);
    assertRefused(Reason.UNKNOWN_TYPE, PLAIN.withLabel("prod"), twice);
  }

  @Test
  void a_label_has_255_bytes_at_most() throws Exception {
    WireOptions longest = PLAIN.withLabel("x".repeat(255));
    assertThat(decode(longest, encode(longest, PING))).containsExactly(PING);
    assertThatThrownBy(() -> PLAIN.withLabel("x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 bytes");
  }

  // --- encryption

  @Test
  void a_ring_opens_what_any_of_its_keys_sealed() throws Exception {
    WireOptions old = PLAIN.withKeyring(Keyring.of(List.of(KEY)));
    Keyring rotating = Keyring.of(List.of(KEY));
    WireOptions rotated = PLAIN.withKeyring(rotating);
    rotating.add(OTHER_KEY);
    rotating.use(OTHER_KEY);
    assertThat(decode(rotated, encode(old, PING))).containsExactly(PING);
    assertRefused(Reason.UNDECRYPTABLE, old, encode(rotated, PING));
    rotating.remove(KEY);
    assertRefused(Reason.UNDECRYPTABLE, rotated, encode(old, PING));
  }

  @Test
  void a_codec_sees_the_change_of_its_ring_at_the_next_packet() throws Exception {
    Keyring ring = Keyring.of(List.of(KEY));
    PacketCodec codec = new PacketCodec(PLAIN.withKeyring(ring));
    ring.add(OTHER_KEY);
    ring.use(OTHER_KEY);
    WireOptions other = PLAIN.withKeyring(Keyring.of(List.of(OTHER_KEY)));
    assertThat(decode(other, codec.encode(List.of(PING), false))).containsExactly(PING);
  }

  @Test
  void plain_bytes_are_refused_unless_incoming_packets_are_not_verified() throws Exception {
    WireOptions strict = PLAIN.withKeyring(Keyring.of(List.of(KEY)));
    assertRefused(Reason.UNDECRYPTABLE, strict, encode(PLAIN, PING));
    WireOptions lenient = strict.withVerify(false, true);
    assertThat(decode(lenient, encode(PLAIN, PING))).containsExactly(PING);
    assertThat(decode(lenient, encode(strict, PING))).containsExactly(PING);
  }

  @Test
  void plain_bytes_are_sent_while_outgoing_packets_are_not_verified() throws Exception {
    WireOptions first = PLAIN.withKeyring(Keyring.of(List.of(KEY))).withVerify(false, false);
    assertThat(encode(first, PING)).isEqualTo(encode(PLAIN, PING));
    assertThat(new PacketCodec(first).overheadBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"'', false, 0", "prod, false, 6", "'', true, 29", "prod, true, 35"})
  void the_overhead_is_what_label_and_encryption_add(String label, boolean sealed, int overhead) {
    WireOptions options = PLAIN.withLabel(label);
    if (sealed) {
      options = options.withKeyring(Keyring.of(List.of(KEY)));
    }
    assertThat(new PacketCodec(options).overheadBytes()).isEqualTo(overhead);
    assertThat(encode(options, PING)).hasSize(overhead + MessageCodec.encodedBytes(PING));
  }

  @Test
  void compression_is_used_only_where_it_helps() throws Exception {
    WireOptions compressing = WireOptions.plain();
    assertThat(encode(compressing, PING)).isEqualTo(encode(PLAIN, PING));
    Message repetitive = new UserMessage(Bytes.wrap(new byte[500]));
    byte[] packet = encode(compressing, repetitive);
    assertThat(packet).hasSizeLessThan(100);
    assertThat(decode(PLAIN, packet)).containsExactly(repetitive);
    byte[] guarded = new PacketCodec(compressing).encode(List.of(repetitive), true);
    assertThat(guarded[0]).isEqualTo((byte) Crc.TYPE);
    assertThat(decode(PLAIN, guarded)).containsExactly(repetitive);
  }

  // --- fields

  @Test
  void an_empty_packet_is_refused() {
    assertRefused(Reason.EMPTY, "");
  }

  @Test
  void fields_come_in_any_order_and_trailing_bytes_are_ignored() throws Exception {
    assertThat(decode("0083" + "a55365714e6f07" + "a3466f6f9201c0" + "a44e6f6465a161" + "ffff"))
        .containsExactly(new Ping(7, "a", "", null));
    assertThat(decode("0080")).containsExactly(new Ping(0, "", "", null));
    assertThat(decode("0281a57365714e6f07")).containsExactly(new Ack(0, Bytes.EMPTY));
  }

  private static String alive(String address, String name, String meta, String versions) {
    return "0486a441646472"
        + address
        + "ab496e6361726e6174696f6e01a44d657461"
        + meta
        + "a44e6f6465"
        + name
        + "a4506f7274cd461aa356736e"
        + versions;
  }

  @Test
  void a_mapped_ipv4_address_is_the_ipv4_address() throws Exception {
    String mapped = "b000000000000000000000ffff0a000001";
    Alive expected =
        new Alive(
            1,
            "n",
            new PeerAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 17_946),
            Bytes.EMPTY,
            Versions.SERF);
    assertThat(decode(alive(mapped, "a16e", "c0", "a6010502020505"))).containsExactly(expected);
    assertThat(decode(alive("a40a000001", "a16e", "c0", "a6010502020505")))
        .containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "c0, a16e, c0, a6010502020505",
    "a30a0000, a16e, c0, a6010502020505",
    "a50a00000100, a16e, c0, a6010502020505",
    "a40a000001, c0, c0, a6010502020505",
    "a40a000001, a10a, c0, a6010502020505",
    "a40a000001, a16e, c0, a10a",
    "a40a000001, a16e, c0, a50105020205",
    "a40a000001, a16e, c0, a701050202050505"
  })
  void an_alive_with_a_bad_address_name_or_version_vector_is_refused(
      String address, String name, String meta, String versions) {
    assertRefused(Reason.INVALID_VALUE, alive(address, name, meta, versions));
  }

  @Test
  void a_meta_has_512_bytes_at_most() throws Exception {
    String longest = "da0200" + "00".repeat(512);
    assertThat(decode(alive("a40a000001", "a16e", longest, "a6010502020505"))).hasSize(1);
    String tooLong = "da0201" + "00".repeat(513);
    assertRefused(Reason.INVALID_VALUE, alive("a40a000001", "a16e", tooLong, "a6010502020505"));
  }
}
