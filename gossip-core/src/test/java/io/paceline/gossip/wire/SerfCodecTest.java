package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.ConflictResponse;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.Vector;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerfCodecTest {
  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  private static void assertRefused(Reason reason, ThrowingCallable decoding) {
    assertThatThrownBy(decoding)
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static PeerAddress address() throws Exception {
    return new PeerAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 7_946);
  }

  // --- tags

  @Test
  void tags_keep_their_order() throws Exception {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("role", "web");
    tags.put("dc", "dc1");
    tags.put("build", "1.16.0");
    Bytes meta = SerfCodec.encodeTags(tags);
    assertThat(SerfCodec.decodeTags(meta)).containsExactlyEntriesOf(tags);
    assertThat(SerfCodec.encodeTags(Map.of())).isEqualTo(hex("ff80"));
    assertThat(SerfCodec.decodeTags(hex("ff80"))).isEmpty();
  }

  @Test
  void a_meta_that_is_no_map_of_tags_is_the_role() throws Exception {
    assertThat(SerfCodec.decodeTags(Bytes.utf8("web"))).isEqualTo(Map.of("role", "web"));
    assertThat(SerfCodec.decodeTags(Bytes.EMPTY)).isEqualTo(Map.of("role", ""));
  }

  @ParameterizedTest
  @CsvSource({"ff, TRUNCATED", "ff81, TRUNCATED", "ff01, MALFORMED", "ff810102, MALFORMED"})
  void tags_that_cannot_be_read_are_refused(String meta, Reason reason) {
    assertRefused(reason, () -> SerfCodec.decodeTags(hex(meta)));
  }

  // --- queries

  /** Older Go peers crash over one, and a query is passed on to them as it came. */
  @Test
  void a_query_with_an_empty_filter_is_refused() throws Exception {
    for (Bytes filter : List.of(Bytes.EMPTY, hex("00"))) {
      QueryMessage query =
          new QueryMessage(
              1, 2, address(), "a", List.of(hex("0090"), filter), 0, 0, 1, "q", Bytes.EMPTY);
      Bytes encoded = SerfCodec.encode(query);
      if (filter.isEmpty()) {
        assertRefused(Reason.INVALID_VALUE, () -> SerfCodec.decode(encoded));
      } else {
        assertThat(SerfCodec.decode(encoded)).isEqualTo(query);
      }
    }
  }

  @Test
  void filters_are_names_or_a_tag_with_an_expression() throws Exception {
    QueryFilter nodes = new QueryFilter.Nodes(List.of("b"));
    QueryFilter tag = new QueryFilter.Tag("role", "db");
    assertThat(SerfCodec.encodeFilter(nodes)).isEqualTo(hex("0091a162"));
    assertThat(SerfCodec.encodeFilter(tag))
        .isEqualTo(hex("0182a445787072a26462a3546167a4726f6c65"));
    assertThat(SerfCodec.decodeFilter(SerfCodec.encodeFilter(nodes))).isEqualTo(nodes);
    assertThat(SerfCodec.decodeFilter(SerfCodec.encodeFilter(tag))).isEqualTo(tag);
    assertRefused(Reason.UNKNOWN_TYPE, () -> SerfCodec.decodeFilter(hex("0290")));
    assertRefused(Reason.TRUNCATED, () -> SerfCodec.decodeFilter(Bytes.EMPTY));
  }

  @Test
  void a_member_that_is_not_known_is_a_nil_in_the_conflict_vote() throws Exception {
    assertThat(SerfCodec.encodeConflictResponse(Optional.empty())).isEqualTo(hex("06c0"));
    assertThat(SerfCodec.decodeConflictResponse(hex("06c0"))).isEmpty();
    ConflictResponse known =
        new ConflictResponse("n", address(), Map.of("role", "web"), 1, Versions.SERF);
    Bytes payload = SerfCodec.encodeConflictResponse(Optional.of(known));
    assertThat(SerfCodec.decodeConflictResponse(payload)).contains(known);
  }

  @Test
  void a_payload_that_starts_with_another_byte_is_refused() {
    assertRefused(Reason.UNKNOWN_TYPE, () -> SerfCodec.decodeConflictResponse(hex("07c0")));
    assertRefused(Reason.UNKNOWN_TYPE, () -> SerfCodec.decodeKeyRequest(hex("0680")));
    assertRefused(Reason.UNKNOWN_TYPE, () -> SerfCodec.decodeKeyResponse(hex("0780")));
    assertRefused(Reason.UNKNOWN_TYPE, () -> SerfCodec.decodeCoordinate(hex("0280")));
  }

  @Test
  void no_keys_are_a_nil() throws Exception {
    KeyResponse refusal = new KeyResponse(false, "no", List.of(), "");
    Bytes payload = SerfCodec.encodeKeyResponse(refusal);
    assertThat(HexFormat.of().formatHex(payload.toByteArray())).startsWith("0884a44b657973c0");
    assertThat(SerfCodec.decodeKeyResponse(payload)).isEqualTo(refusal);
  }

  // --- state

  @Test
  void a_ring_of_nil_slots_is_a_ring_without_events() throws Exception {
    String ring = "a64576656e7473dc0200" + "c0".repeat(512);
    assertThat(SerfCodec.decode(hex("0281" + ring)))
        .isEqualTo(new SerfState(0, Map.of(), List.of(), 0, List.of(), 0));
  }

  @Test
  void a_name_that_breaks_the_rule_is_left_out_of_a_state() throws Exception {
    Map<String, Long> times = new LinkedHashMap<>();
    times.put("a", 1L);
    times.put("bad\nname", 2L);
    times.put("b", 3L);
    SerfState state = new SerfState(9, times, List.of("bad\nname", "b"), 8, List.of(), 7);
    times.remove("bad\nname");
    assertThat(SerfCodec.decode(SerfCodec.encode(state)))
        .isEqualTo(new SerfState(9, times, List.of("b"), 8, List.of(), 7));
  }

  // --- the rest

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8, 10, 0xc0, 0xff})
  void other_types_are_not_messages(int type) {
    Bytes body = new MsgpackWriter().rawByte(type).mapHeader(0).toBytes();
    assertRefused(Reason.UNKNOWN_TYPE, () -> SerfCodec.decode(body));
  }

  @Test
  void an_empty_body_is_refused() {
    assertRefused(Reason.TRUNCATED, () -> SerfCodec.decode(Bytes.EMPTY));
  }

  @Test
  void a_relay_needs_an_address_and_a_message() {
    String port = "a4506f727401";
    String ip = "a24950a40a000001";
    String to = "a84465737441646472";
    assertRefused(Reason.INVALID_VALUE, () -> SerfCodec.decode(hex("0980" + "05")));
    assertRefused(
        Reason.INVALID_VALUE, () -> SerfCodec.decode(hex("0981" + to + "81" + port + "05")));
    assertRefused(Reason.EMPTY, () -> SerfCodec.decode(hex("0981" + to + "82" + ip + port)));
  }

  @Test
  void a_coordinate_is_carried_as_it_is() throws Exception {
    for (Coordinate coordinate :
        List.of(
            new Coordinate(Vector.of(), 0, 0, 0),
            new Coordinate(Vector.of(1.5, Double.NaN, -0.0), 1.5, -1e-5, Double.MAX_VALUE))) {
      Bytes payload = SerfCodec.encodeCoordinate(coordinate);
      assertThat(SerfCodec.decodeCoordinate(payload)).isEqualTo(coordinate);
    }
  }
}
