package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
  private static final Bytes A = key(16, 'a');
  private static final Bytes B = key(24, 'b');
  private static final Bytes C = key(32, 'c');

  private static Bytes key(int size, int fill) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) fill);
    return Bytes.wrap(bytes);
  }

  @Test
  void adding_a_key_leaves_the_primary_alone() {
    Keyring ring = Keyring.of(List.of(A));
    ring.add(B);
    ring.add(A);
    assertThat(ring.keys()).containsExactly(A, B);
    assertThat(ring.primary()).isEqualTo(A);
  }

  @Test
  void using_a_key_makes_it_the_primary_and_keeps_the_order_of_the_others() {
    Keyring ring = Keyring.of(List.of(A, B, C));
    ring.use(C);
    assertThat(ring.keys()).containsExactly(C, A, B);
    assertThatThrownBy(() -> ring.use(key(16, 'x'))).isInstanceOf(IllegalArgumentException.class);
    assertThat(ring.keys()).containsExactly(C, A, B);
  }

  @Test
  void any_key_but_the_primary_can_be_removed() {
    Keyring ring = Keyring.of(List.of(A, B));
    assertThatThrownBy(() -> ring.remove(A)).isInstanceOf(IllegalArgumentException.class);
    ring.remove(C);
    assertThat(ring.keys()).containsExactly(A, B);
    ring.remove(B);
    assertThat(ring.keys()).containsExactly(A);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 23, 25, 31, 33, 64})
  void a_key_of_another_length_is_refused(int size) {
    Keyring ring = Keyring.of(List.of(A));
    assertThatThrownBy(() -> ring.add(key(size, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(size + " bytes");
    assertThatThrownBy(() -> Keyring.of(List.of(key(size, 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_ring_has_at_least_one_key_and_not_too_many() {
    assertThatThrownBy(() -> Keyring.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < WireLimits.KEYRING_KEYS; i++) {
      keys.add(key(16, i));
    }
    Keyring full = Keyring.of(keys);
    assertThatThrownBy(() -> full.add(C)).isInstanceOf(IllegalArgumentException.class);
    assertThat(full.keys()).isEqualTo(keys);
  }

  @Test
  void a_key_is_never_printed() {
    Keyring ring = Keyring.of(List.of(A, B));
    assertThat(ring.toString()).isEqualTo("Keyring[2 keys]");
    assertThat(GossipKey.of(A).toString()).isEqualTo("GossipKey[128 bits]");
    assertThat(WireOptions.plain().withKeyring(ring).toString()).contains("Keyring[2 keys]");
  }

  @Test
  void serfs_file_is_an_array_of_base64_with_the_primary_first() {
    Keyring ring = Keyring.of(List.of(C, A));
    String json = KeyringFile.format(ring);
    assertThat(json)
        .isEqualTo(
            """
            [
              "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2M=",
              "YWFhYWFhYWFhYWFhYWFhYQ=="
            ]
            """);
    assertThat(KeyringFile.parse(json).keys()).containsExactly(C, A);
  }

  @Test
  void the_escapes_that_other_writers_use_are_understood() {
    byte[] slashes = new byte[24];
    Arrays.fill(slashes, (byte) 0xff);
    assertThat(KeyringFile.parse("[\"" + "\\/".repeat(32) + "\"]").keys())
        .containsExactly(Bytes.wrap(slashes));
    assertThat(KeyringFile.parse(" [\t\"YWFhYWFhYWFhYWFhYWFhYQ\\u003d\\u003D\" ]\r\n").keys())
        .containsExactly(A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "]",
        "[]",
        "{}",
        "\"YWFhYWFhYWFhYWFhYWFhYQ==\"",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ==\"",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ==\",]",
        "[,\"YWFhYWFhYWFhYWFhYWFhYQ==\"]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ==\" \"YWFhYWFhYWFhYWFhYWFhYQ==\"]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ==\"] x",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ==]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ!!\"]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ\\u003\"]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ\\u00zz\"]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ\\n\"]",
        "[\"YWFhYWFhYWFhYWFhYWFhYQ\\",
        "[\"YWFh\"]"
      })
  void a_file_that_is_no_keyring_is_refused_without_showing_it(String json) {
    assertThatThrownBy(() -> KeyringFile.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("YWFh");
  }
}
