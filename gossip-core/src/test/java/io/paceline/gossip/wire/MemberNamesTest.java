package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberNamesTest {
  private static MsgpackReader raw(byte[] bytes) {
    return new MsgpackReader(new MsgpackWriter().bytes(bytes).toByteArray());
  }

  private static MsgpackReader text(String text) {
    return new MsgpackReader(new MsgpackWriter().string(text).toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "web-1.example.com", "bad name/!", "größe", "节点", "😀"})
  void printable_text_is_a_name(String name) throws Exception {
    assertThat(MemberNames.isValid(name)).isTrue();
    assertThat(MemberNames.read(text(name))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\nb", "a\u0000", "\u007f", "\u0085", "\u200e", "\u2028", "\ud83d", "\u202e"})
  void control_and_format_characters_make_no_name(String name) {
    assertThat(MemberNames.isValid(name)).isFalse();
    if (!name.equals("\ud83d")) { // which has no encoding
      assertInvalid(text(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c3", "c080", "eda080", "f4908080"})
  void malformed_utf8_makes_no_name(String hex) {
    assertInvalid(raw(HexFormat.of().parseHex(hex)));
  }

  @Test
  void a_name_has_255_bytes_at_most() throws Exception {
    assertThat(MemberNames.isValid("x".repeat(255))).isTrue();
    assertThat(MemberNames.read(text("x".repeat(255)))).hasSize(255);
    assertThat(MemberNames.isValid("x".repeat(256))).isFalse();
    assertInvalid(text("x".repeat(256)));
    assertThat(MemberNames.isValid("é".repeat(128))).isFalse();
    assertInvalid(text("é".repeat(128)));
  }

  private static void assertInvalid(MsgpackReader in) {
    assertThatThrownBy(() -> MemberNames.read(in))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_VALUE));
  }
}
