package io.paceline.gossip.wire;

import java.security.SecureRandom;

/**
 * Where the nonces of sealed blocks come from. A nonce must never serve twice under one key: that
 * would give away the key's authentication secret. Tests inject fixed ones.
 */
@FunctionalInterface
public interface NonceSource {
  /** Fills the array. */
  void fill(byte[] nonce);

  /** Random nonces, which are safe for up to 2^32 blocks under one key (NIST SP 800-38D, 8.3). */
  static NonceSource secure() {
    return new SecureRandom()::nextBytes;
  }
}
