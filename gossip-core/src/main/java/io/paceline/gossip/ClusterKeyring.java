package io.paceline.gossip;

import io.paceline.service.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * The keys of the whole cluster, as any member that has one may list and change them. Keys are
 * rotated by installing the new one everywhere, using it everywhere, and removing the old one
 * everywhere; go on only when the report {@link KeyringReport#isComplete is complete}.
 *
 * <p>Each operation asks every member and waits for all answers, at most as long as a query takes:
 * a few seconds. Its future fails with {@link IllegalArgumentException} if the key does not have
 * 16, 24 or 32 bytes, and with {@link IllegalStateException} if this node has no keys, because it
 * does not encrypt. What a member refuses is in the report. Safe for use by many threads.
 */
public final class ClusterKeyring {
  private final NodeQueries queries;
  private final boolean encrypted;

  ClusterKeyring(NodeQueries queries, boolean encrypted) {
    this.queries = queries;
    this.encrypted = encrypted;
  }

  /** Lists the keys of each member. */
  public CompletableFuture<KeyringReport> list() {
    return operate(KeyOperation.LIST, Bytes.EMPTY);
  }

  /** Adds a key to those that decrypt. */
  public CompletableFuture<KeyringReport> install(byte[] key) {
    return change(KeyOperation.INSTALL, key);
  }

  /** Makes an installed key the one that encrypts. */
  public CompletableFuture<KeyringReport> use(byte[] key) {
    return change(KeyOperation.USE, key);
  }

  /** Removes a key; members refuse to remove the one that encrypts. */
  public CompletableFuture<KeyringReport> remove(byte[] key) {
    return change(KeyOperation.REMOVE, key);
  }

  private CompletableFuture<KeyringReport> change(KeyOperation operation, byte[] key) {
    if (key.length != 16 && key.length != 24 && key.length != 32) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "a gossip key must have 16, 24 or 32 bytes, has " + key.length));
    }
    return operate(operation, Bytes.copyOf(key));
  }

  private CompletableFuture<KeyringReport> operate(KeyOperation operation, Bytes key) {
    return encrypted
        ? queries.operateKeys(operation, key)
        : CompletableFuture.failedFuture(
            new IllegalStateException("this node does not encrypt: it has no keyring"));
  }
}
