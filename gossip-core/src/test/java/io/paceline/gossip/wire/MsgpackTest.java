package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MsgpackTest {
  private static MsgpackReader reader(String hex) {
    return new MsgpackReader(HexFormat.of().parseHex(hex));
  }

  private static String hex(MsgpackWriter writer) {
    return HexFormat.of().formatHex(writer.toByteArray());
  }

  private static void assertFails(Reason reason, ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "127, 7f",
    "128, cc80",
    "255, ccff",
    "256, cd0100",
    "65535, cdffff",
    "65536, ce00010000",
    "4294967295, ceffffffff",
    "4294967296, cf0000000100000000",
    "9223372036854775807, cf7fffffffffffffff",
    "-1, ff",
    "-32, e0",
    "-33, d0df",
    "-128, d080",
    "-129, d1ff7f",
    "-32768, d18000",
    "-32769, d2ffff7fff",
    "-2147483648, d280000000",
    "-2147483649, d3ffffffff7fffffff",
    "-9223372036854775808, d38000000000000000"
  })
  void an_integer_takes_the_smallest_form_that_holds_it(long value, String hex) throws Exception {
    assertThat(hex(new MsgpackWriter().int64(value))).isEqualTo(hex);
    assertThat(reader(hex).int64()).isEqualTo(value);
  }

  @Test
  void a_lamport_time_above_the_signed_range_survives() throws Exception {
    assertThat(hex(new MsgpackWriter().uint64(-1))).isEqualTo("cfffffffffffffffff");
    assertThat(reader("cfffffffffffffffff").uint64()).isEqualTo(-1);
    assertFails(Reason.MALFORMED, () -> reader("cfffffffffffffffff").int64());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "07",
        "cc07",
        "cd0007",
        "ce00000007",
        "cf0000000000000007",
        "d007",
        "d10007",
        "d200000007",
        "d30000000000000007"
      })
  void an_integer_is_taken_in_any_width_and_sign(String hex) throws Exception {
    assertThat(reader(hex).uint8()).isEqualTo(7);
    assertThat(reader(hex).uint32()).isEqualTo(7);
    assertThat(reader(hex).int64()).isEqualTo(7);
    assertThat(reader(hex).float64()).isEqualTo(7.0);
  }

  @Test
  void an_integer_that_does_not_fit_its_field_is_malformed() {
    assertFails(Reason.MALFORMED, () -> reader("ff").uint64());
    assertFails(Reason.MALFORMED, () -> reader("ce00010000").uint16());
    assertFails(Reason.MALFORMED, () -> reader("cf0000000100000000").uint32());
    assertFails(Reason.MALFORMED, () -> reader("a0").uint64());
  }

  @Test
  void nil_is_the_zero_value_of_every_type() throws Exception {
    assertThat(reader("c0").uint64()).isZero();
    assertThat(reader("c0").int64()).isZero();
    assertThat(reader("c0").bool()).isFalse();
    assertThat(reader("c0").float64()).isZero();
    assertThat(reader("c0").string()).isEmpty();
    assertThat(reader("c0").bytes().isEmpty()).isTrue();
    assertThat(reader("c0").mapHeader()).isZero();
    assertThat(reader("c0").arrayHeader()).isZero();
  }

  @Test
  void bools_and_floats_accept_integers() throws Exception {
    assertThat(reader("00").bool()).isFalse();
    assertThat(reader("01").bool()).isTrue();
    assertThat(reader("c3").bool()).isTrue();
    assertFails(Reason.MALFORMED, () -> reader("02").bool());
    assertThat(reader("ca3fc00000").float64()).isEqualTo(1.5);
    assertThat(reader("cb3ff8000000000000").float64()).isEqualTo(1.5);
    assertThat(reader("cfffffffffffffffff").float64()).isEqualTo(0x1p64);
    assertThat(reader("ff").float64()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a161",
        "d90161",
        "da000161",
        "db0000000161",
        "c40161",
        "c5000161",
        "c60000000161"
      })
  void text_is_taken_in_every_form(String hex) throws Exception {
    assertThat(reader(hex).string()).isEqualTo("a");
    assertThat(reader(hex).bytes()).isEqualTo(Bytes.utf8("a"));
  }

  @ParameterizedTest
  @CsvSource({"0, a0", "31, bf", "32, da0020", "65535, daffff", "65536, db00010000"})
  void text_is_written_as_raw_and_never_as_str8_or_bin(int length, String header) {
    String text = "x".repeat(length);
    assertThat(hex(new MsgpackWriter().string(text)))
        .startsWith(header)
        .hasSize(header.length() + 2 * length);
    assertThat(new MsgpackWriter().bytes(Bytes.utf8(text)).toBytes())
        .isEqualTo(new MsgpackWriter().string(text).toBytes());
  }

  @ParameterizedTest
  @CsvSource({"0, 80, 90", "15, 8f, 9f", "16, de0010, dc0010", "65536, df00010000, dd00010000"})
  void headers_take_the_smallest_form(int count, String map, String array) {
    assertThat(hex(new MsgpackWriter().mapHeader(count))).isEqualTo(map);
    assertThat(hex(new MsgpackWriter().arrayHeader(count))).isEqualTo(array);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a261", "dbffffffff61", "da00", "c6ffffffff", "d9"})
  void a_length_is_not_believed_beyond_the_bytes_that_are_there(String hex) {
    assertFails(Reason.TRUNCATED, () -> reader(hex).bytes());
    assertFails(Reason.TRUNCATED, () -> reader(hex).skip());
  }

  @Test
  void a_count_is_not_believed_beyond_the_bytes_that_are_there() throws Exception {
    assertFails(Reason.TRUNCATED, () -> reader("ddffffffff00").arrayHeader());
    assertFails(Reason.TRUNCATED, () -> reader("dfffffffff0000").mapHeader());
    assertFails(Reason.TRUNCATED, () -> reader("8200").mapHeader());
    assertThat(reader("820000ffff").mapHeader()).isEqualTo(2);
  }

  @Test
  void skipping_passes_over_one_value_of_any_type() throws Exception {
    String[] values = {
      "00",
      "ff",
      "c0",
      "c2",
      "c3",
      "cc01",
      "cd0001",
      "ce00000001",
      "cf0000000000000001",
      "d001",
      "d10001",
      "d200000001",
      "d30000000000000001",
      "ca00000000",
      "cb0000000000000000",
      "a161",
      "d90161",
      "da000161",
      "db0000000161",
      "c40161",
      "c5000161",
      "c60000000161",
      "9201a161",
      "dc000101",
      "dd0000000101",
      "81a161c0",
      "de0001a161c0",
      "df00000001a161c0"
    };
    for (String value : values) {
      MsgpackReader reader = reader(value + "2a");
      reader.skip();
      assertThat(reader.uint8()).as(value).isEqualTo(0x2a);
    }
  }

  @Test
  void values_nest_sixteen_deep_and_no_deeper() throws Exception {
    reader("91".repeat(16) + "00").skip();
    assertFails(Reason.TOO_DEEP, () -> reader("91".repeat(17) + "00").skip());
    assertFails(Reason.TOO_DEEP, () -> reader("8100".repeat(20_000) + "00").skip());
  }

  @Test
  void a_byte_that_starts_no_value_is_malformed() {
    assertFails(Reason.MALFORMED, () -> reader("c1").skip());
    assertFails(Reason.MALFORMED, () -> reader("c1").uint64());
    assertFails(Reason.MALFORMED, () -> reader("d4").string());
  }

  @Test
  void a_reader_stays_inside_its_slice() throws Exception {
    MsgpackReader reader = new MsgpackReader(new byte[] {1, 2, 3}, 1, 1);
    assertThat(reader.uint8()).isEqualTo(2);
    assertThat(reader.remaining()).isZero();
    assertFails(Reason.TRUNCATED, reader::uint8);
  }

  @Test
  void field_names_are_found_by_their_bytes_and_letter_case() throws Exception {
    FieldNames names = FieldNames.of("Node", "SeqNo", "Nack");
    assertThat(reader("a44e6f6465").fieldName(names)).isSameAs("Node");
    assertThat(reader("a55365714e6f").fieldName(names)).isSameAs("SeqNo");
    assertThat(reader("a57365714e6f").fieldName(names)).isEqualTo(FieldNames.UNKNOWN);
    assertFails(Reason.MALFORMED, () -> reader("01").fieldName(names));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "é", "€", "😀", "\ud83d", "\ude00", "\ud83d\ud83d\ude00", "aé€😀z"})
  void a_counting_writer_knows_the_size_of_any_text(String text) {
    MsgpackWriter counting =
        MsgpackWriter.counting().string(text).uint64(300).float64(1).bytes(new byte[40]);
    MsgpackWriter real =
        new MsgpackWriter(0).string(text).uint64(300).float64(1).bytes(new byte[40]);
    assertThat(counting.size()).isEqualTo(real.size()).isEqualTo(real.toByteArray().length);
  }
}
