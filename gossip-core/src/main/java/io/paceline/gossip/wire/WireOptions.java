package io.paceline.gossip.wire;

import org.jspecify.annotations.Nullable;

/**
 * How a node wraps what it sends, and what it takes. A plain cluster becomes an encrypted one in
 * three steps, each on all nodes before the next: keyring with both checks off, then {@code
 * verifyOutgoing} on, then {@code verifyIncoming} on.
 *
 * @param label the cluster's label, empty for none; other labels are refused
 * @param keyring the keys, or null to send and take plain bytes only
 * @param compress whether to compress what is sent; compressed bytes are always taken
 * @param verifyIncoming with a keyring: whether to refuse what is not encrypted
 * @param verifyOutgoing with a keyring: whether to encrypt what is sent
 */
public record WireOptions(
    String label,
    @Nullable Keyring keyring,
    boolean compress,
    boolean verifyIncoming,
    boolean verifyOutgoing) {
  public WireOptions {
    Label unused = Label.of(label); // refuses one that is too long
  }

  /** No label, no encryption, compression on, as the Go peers are by default. */
  public static WireOptions plain() {
    return new WireOptions("", null, true, true, true);
  }

  public WireOptions withLabel(String label) {
    return new WireOptions(label, keyring, compress, verifyIncoming, verifyOutgoing);
  }

  public WireOptions withKeyring(@Nullable Keyring keyring) {
    return new WireOptions(label, keyring, compress, verifyIncoming, verifyOutgoing);
  }

  public WireOptions withCompress(boolean compress) {
    return new WireOptions(label, keyring, compress, verifyIncoming, verifyOutgoing);
  }

  public WireOptions withVerify(boolean incoming, boolean outgoing) {
    return new WireOptions(label, keyring, compress, incoming, outgoing);
  }

  /** The keys to encrypt with, or null if nothing is to be encrypted. */
  @Nullable Keyring sealingKeys() {
    return verifyOutgoing ? keyring : null;
  }
}
