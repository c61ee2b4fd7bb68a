package io.paceline.gossip.wire;

import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The keys of a cluster, in order. The first is the primary: everything is encrypted with it.
 * Received blocks are tried with each key in turn, so that a new key can be installed everywhere,
 * then used everywhere, then the old one removed everywhere, without a gap. There is always a
 * primary. It does not load or store itself.
 *
 * <p>Safe for use by many threads: a change replaces the list as a whole.
 */
public final class Keyring {
  private volatile List<GossipKey> keys;

  private Keyring(List<GossipKey> keys) {
    this.keys = keys;
  }

  /**
   * A ring of these keys, the primary first; repeated ones count once.
   *
   * @throws IllegalArgumentException if there is none, there are too many or one has a bad length
   */
  public static Keyring of(List<Bytes> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a keyring must have at least one key");
    }
    List<GossipKey> ring = new ArrayList<>();
    for (Bytes key : new LinkedHashSet<>(keys)) {
      ring.add(GossipKey.of(key));
    }
    checkSize(ring.size());
    return new Keyring(List.copyOf(ring));
  }

  /** All keys, the primary first. */
  public List<Bytes> keys() {
    return keys.stream().map(GossipKey::bytes).toList();
  }

  public Bytes primary() {
    return keys.get(0).bytes();
  }

  /**
   * Adds a key at the end; nothing happens if it is there already.
   *
   * @throws IllegalArgumentException if its length is bad or the ring is full; nothing has changed
   */
  public synchronized void add(Bytes key) {
    GossipKey added = GossipKey.of(key);
    if (indexOf(key) >= 0) {
      return;
    }
    checkSize(keys.size() + 1);
    List<GossipKey> ring = new ArrayList<>(keys);
    ring.add(added);
    keys = List.copyOf(ring);
  }

  /**
   * Makes a key of the ring the primary.
   *
   * @throws IllegalArgumentException if the ring does not have it; nothing has changed
   */
  public synchronized void use(Bytes key) {
    int index = indexOf(key);
    if (index < 0) {
      throw new IllegalArgumentException("the key is not in the keyring");
    }
    List<GossipKey> ring = new ArrayList<>(keys);
    ring.add(0, ring.remove(index));
    keys = List.copyOf(ring);
  }

  /**
   * Removes a key; nothing happens if it is not there.
   *
   * @throws IllegalArgumentException if it is the primary; nothing has changed
   */
  public synchronized void remove(Bytes key) {
    int index = indexOf(key);
    if (index == 0) {
      throw new IllegalArgumentException("the primary key must not be removed");
    }
    if (index > 0) {
      List<GossipKey> ring = new ArrayList<>(keys);
      ring.remove(index);
      keys = List.copyOf(ring);
    }
  }

  /** The keys as they are now, the primary first. */
  List<GossipKey> snapshot() {
    return keys;
  }

  private int indexOf(Bytes key) {
    List<GossipKey> ring = keys;
    for (int i = 0; i < ring.size(); i++) {
      if (ring.get(i).bytes().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private static void checkSize(int size) {
    if (size > WireLimits.KEYRING_KEYS) {
      throw new IllegalArgumentException(
          "keyring (" + size + " keys) must have at most " + WireLimits.KEYRING_KEYS);
    }
  }

  /** How many keys there are; never the keys. */
  @Override
  public String toString() {
    return "Keyring[" + keys.size() + " keys]";
  }
}
