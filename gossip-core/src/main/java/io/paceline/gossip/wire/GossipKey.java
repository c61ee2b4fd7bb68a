package io.paceline.gossip.wire;

import io.paceline.service.Bytes;
import javax.crypto.spec.SecretKeySpec;

/** One AES key, in the form that the cipher takes. Never printed. */
record GossipKey(Bytes bytes, SecretKeySpec spec) {
  static GossipKey of(Bytes bytes) {
    int size = bytes.size();
    if (size != 16 && size != 24 && size != 32) {
      throw new IllegalArgumentException("key (" + size + " bytes) must have 16, 24 or 32 bytes");
    }
    return new GossipKey(bytes, new SecretKeySpec(bytes.toByteArray(), "AES"));
  }

  @Override
  public String toString() {
    return "GossipKey[" + 8 * bytes.size() + " bits]";
  }
}
