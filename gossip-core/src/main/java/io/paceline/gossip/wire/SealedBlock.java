package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens blocks with AES-GCM. Version 1 is what everybody sends; version 0, which pads the
 * plain text to full AES blocks first (PKCS #7), is only read, unless a test asks for it. One
 * cipher is kept and used again and again; not thread-safe.
 *
 * <pre>version 1 | nonce 12 | cipher text | tag 16</pre>
 */
final class SealedBlock {
  /** Version 1: no padding. */
  static final int VERSION = 1;

  static final int VERSION_PADDED = 0;

  /** What sealing adds in version 1. */
  static final int OVERHEAD_BYTES = 29;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HEADER_BYTES = 1 + NONCE_BYTES;
  private static final int PADDING_BLOCK = 16;

  private final NonceSource nonces;
  private final int version;
  private final Cipher cipher;

  SealedBlock(NonceSource nonces) {
    this(nonces, VERSION);
  }

  /** For tests of the padded version. */
  SealedBlock(NonceSource nonces, int version) {
    this.nonces = nonces;
    this.version = version;
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no AES-GCM", e);
    }
  }

  /** Bytes that {@link #seal} makes of that many. */
  int sealedBytes(int plainBytes) {
    return OVERHEAD_BYTES + plainBytes + paddingBytes(plainBytes);
  }

  private int paddingBytes(int plainBytes) {
    return version == VERSION_PADDED ? PADDING_BLOCK - plainBytes % PADDING_BLOCK : 0;
  }

  /** Writes a block at {@code out[at…]}, where there must be room for {@link #sealedBytes}. */
  void seal(byte[] plain, int length, GossipKey key, byte[] associated, byte[] out, int at) {
    byte[] nonce = new byte[NONCE_BYTES];
    nonces.fill(nonce);
    out[at] = (byte) version;
    System.arraycopy(nonce, 0, out, at + 1, NONCE_BYTES);
    byte[] padding = new byte[paddingBytes(length)];
    Arrays.fill(padding, (byte) padding.length);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key.spec(), new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(associated);
      int written = cipher.update(plain, 0, length, out, at + HEADER_BYTES);
      cipher.doFinal(padding, 0, padding.length, out, at + HEADER_BYTES + written);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e); // a broken JVM or a repeated nonce
    }
  }

  /** The plain text of a block; the first key that fits is the right one. */
  byte[] open(byte[] in, int offset, int length, List<GossipKey> keys, byte[] associated)
      throws WireFormatException {
    if (length < OVERHEAD_BYTES) {
      throw undecryptable("sealed block of " + length + " bytes");
    }
    int blockVersion = in[offset] & 0xff;
    if (blockVersion > VERSION) {
      throw undecryptable("encryption version " + blockVersion);
    }
    byte[] plain = decrypt(in, offset, length, keys, associated);
    return blockVersion == VERSION_PADDED ? withoutPadding(plain) : plain;
  }

  private byte[] decrypt(byte[] in, int offset, int length, List<GossipKey> keys, byte[] associated)
      throws WireFormatException {
    GCMParameterSpec nonce = new GCMParameterSpec(8 * TAG_BYTES, in, offset + 1, NONCE_BYTES);
    for (GossipKey key : keys) {
      byte @Nullable [] plain = decrypt(in, offset, length, key, nonce, associated);
      if (plain != null) {
        return plain;
      }
    }
    throw undecryptable("none of " + keys.size() + " keys fits");
  }

  /** The plain text, or null if the key does not fit. */
  private byte @Nullable [] decrypt(
      byte[] in, int offset, int length, GossipKey key, GCMParameterSpec nonce, byte[] associated) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key.spec(), nonce);
      cipher.updateAAD(associated);
      return cipher.doFinal(in, offset + HEADER_BYTES, length - HEADER_BYTES);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot decrypt", e);
    }
  }

  /** Each byte of the padding is its length, 1 to 16. */
  private static byte[] withoutPadding(byte[] plain) throws WireFormatException {
    int padding = plain.length == 0 ? 0 : plain[plain.length - 1];
    boolean valid = plain.length % PADDING_BLOCK == 0 && padding >= 1 && padding <= PADDING_BLOCK;
    for (int i = plain.length - padding; valid && i < plain.length; i++) {
      valid = plain[i] == padding;
    }
    if (!valid) {
      throw undecryptable("bad padding");
    }
    return Arrays.copyOf(plain, plain.length - padding);
  }

  private static WireFormatException undecryptable(String what) {
    return new WireFormatException(Reason.UNDECRYPTABLE, what);
  }
}
