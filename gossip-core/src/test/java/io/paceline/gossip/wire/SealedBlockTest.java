package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedBlockTest {
  private static final byte[] LABEL = "prod".getBytes(StandardCharsets.UTF_8);

  private static GossipKey key(int size, int fill) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) fill);
    return GossipKey.of(Bytes.wrap(bytes));
  }

  private static byte[] seal(int version, byte[] plain, GossipKey key) {
    SealedBlock block = new SealedBlock(NonceSource.secure(), version);
    byte[] sealed = new byte[block.sealedBytes(plain.length)];
    block.seal(plain, plain.length, key, LABEL, sealed, 0);
    return sealed;
  }

  private static byte[] open(byte[] sealed, byte[] associated, GossipKey... keys)
      throws WireFormatException {
    return new SealedBlock(NonceSource.secure())
        .open(sealed, 0, sealed.length, List.of(keys), associated);
  }

  private static void assertUndecryptable(byte[] sealed, byte[] associated, GossipKey... keys) {
    assertThatThrownBy(() -> open(sealed, associated, keys))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNDECRYPTABLE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 1_400})
  void both_versions_open_under_keys_of_all_sizes(int length) throws Exception {
    byte[] plain = new byte[length];
    Arrays.fill(plain, (byte) 7);
    for (int keySize : new int[] {16, 24, 32}) {
      for (int version : new int[] {SealedBlock.VERSION_PADDED, SealedBlock.VERSION}) {
        byte[] sealed = seal(version, plain, key(keySize, 1));
        assertThat(sealed[0]).isEqualTo((byte) version);
        assertThat(open(sealed, LABEL, key(keySize, 1))).isEqualTo(plain);
      }
    }
  }

  @Test
  void keys_are_tried_in_order_until_one_fits() throws Exception {
    byte[] sealed = seal(SealedBlock.VERSION, new byte[] {42}, key(32, 3));
    assertThat(open(sealed, LABEL, key(16, 1), key(24, 2), key(32, 3))).containsExactly(42);
    assertUndecryptable(sealed, LABEL, key(16, 1), key(24, 2), key(32, 4));
  }

  @Test
  void the_label_is_authenticated_though_it_is_not_inside() {
    byte[] sealed = seal(SealedBlock.VERSION, new byte[] {42}, key(16, 1));
    assertUndecryptable(sealed, new byte[0], key(16, 1));
    assertUndecryptable(sealed, "dev".getBytes(StandardCharsets.UTF_8), key(16, 1));
  }

  @Test
  void every_single_flipped_bit_is_noticed() {
    byte[] sealed = seal(SealedBlock.VERSION, new byte[20], key(16, 1));
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertUndecryptable(flipped, LABEL, key(16, 1));
    }
  }

  @Test
  void a_block_that_is_cut_off_or_of_another_version_is_refused() {
    byte[] sealed = seal(SealedBlock.VERSION, new byte[20], key(16, 1));
    for (int length = 0; length < sealed.length; length++) {
      assertUndecryptable(Arrays.copyOf(sealed, length), LABEL, key(16, 1));
    }
    sealed[0] = 2;
    assertUndecryptable(sealed, LABEL, key(16, 1));
  }

  /** Whoever has the key can still send bad padding, and it must not be believed. */
  @Test
  void bad_padding_is_refused() throws Exception {
    byte[] plain = new byte[32];
    assertUndecryptable(sealPadded(plain), LABEL, key(16, 1)); // length 0
    plain[31] = 17; // longer than a block
    assertUndecryptable(sealPadded(plain), LABEL, key(16, 1));
    plain[31] = -1;
    assertUndecryptable(sealPadded(plain), LABEL, key(16, 1));
    plain[31] = 2; // the byte before it differs
    assertUndecryptable(sealPadded(plain), LABEL, key(16, 1));
    plain[30] = 2;
    assertThat(open(sealPadded(plain), LABEL, key(16, 1))).isEqualTo(new byte[30]);
    assertUndecryptable(sealPadded(new byte[0]), LABEL, key(16, 1));
    byte[] notWholeBlocks = {1, 1, 1};
    assertUndecryptable(sealPadded(notWholeBlocks), LABEL, key(16, 1));
  }

  private static byte[] sealPadded(byte[] padded) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] sealed = new byte[13 + padded.length + 16];
    cipher.init(Cipher.ENCRYPT_MODE, key(16, 1).spec(), new GCMParameterSpec(128, sealed, 1, 12));
    cipher.updateAAD(LABEL);
    cipher.doFinal(padded, 0, padded.length, sealed, 13);
    return sealed;
  }

  @Test
  void no_two_blocks_share_a_nonce() {
    byte[] first = seal(SealedBlock.VERSION, new byte[1], key(16, 1));
    byte[] second = seal(SealedBlock.VERSION, new byte[1], key(16, 1));
    assertThat(Arrays.copyOfRange(first, 1, 13)).isNotEqualTo(Arrays.copyOfRange(second, 1, 13));
  }
}
