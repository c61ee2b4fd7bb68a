package io.paceline.service;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A persistent map from names to values: a change makes a new map that shares all but a few small
 * arrays with the old one. Names are compared without regard to ASCII letter case. Immutable, so
 * safe for use by many threads.
 *
 * <p>It is a hash array mapped trie [1]: five bits of the hash choose one of 32 branches, a bitmap
 * says which of them exist, and only those take space. At 10,000 names a lookup passes three levels
 * and a change copies three arrays of at most 32 references. Removal does not shrink a branch that
 * has become sparse: it goes when its last name goes.
 *
 * <p>[1] P. Bagwell, "Ideal Hash Trees", EPFL 2001.
 */
final class AsciiTrie<V> {
  private static final int BITS = 5;
  private static final AsciiTrie<?> EMPTY = new AsciiTrie<>(null, 0);

  /** A branch or a leaf. */
  private sealed interface Slot<V> permits Branch, Leaf {}

  /** The existing ones among 32 branches, in order of their bits in the bitmap. */
  private static final class Branch<V> implements Slot<V> {
    final int bitmap;
    final Slot<V>[] slots;

    Branch(int bitmap, Slot<V>[] slots) {
      this.bitmap = bitmap;
      this.slots = slots;
    }
  }

  /** One name; those whose whole hash is the same hang on a chain. */
  private record Leaf<V>(int hash, String key, V value, @Nullable Leaf<V> next)
      implements Slot<V> {}

  private final @Nullable Slot<V> root;
  private final int size;

  private AsciiTrie(@Nullable Slot<V> root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // it holds no value of any type
  static <V> AsciiTrie<V> empty() {
    return (AsciiTrie<V>) EMPTY;
  }

  int size() {
    return size;
  }

  /** The value of a name, without allocation. */
  @Nullable V get(String key) {
    int hash = hash(key);
    Slot<V> slot = root;
    for (int shift = 0; slot instanceof Branch<V> branch; shift += BITS) {
      int bit = bit(hash, shift);
      slot = (branch.bitmap & bit) == 0 ? null : branch.slots[index(branch.bitmap, bit)];
    }
    Leaf<V> found = find((Leaf<V>) slot, hash, key);
    return found == null ? null : found.value;
  }

  /** This map with a name set to a value, which may replace another one. */
  AsciiTrie<V> with(String key, V value) {
    Leaf<V> leaf = new Leaf<>(hash(key), key, value, null);
    int grown = get(key) == null ? size + 1 : size;
    return new AsciiTrie<>(root == null ? leaf : put(root, leaf, 0), grown);
  }

  /** This map without a name; this same map if it does not have it. */
  AsciiTrie<V> without(String key) {
    if (root == null || get(key) == null) {
      return this;
    }
    return new AsciiTrie<>(remove(root, hash(key), key, 0), size - 1);
  }

  /** Every value, in no useful order. */
  void forEach(Consumer<? super V> action) {
    visit(root, action);
  }

  private static <V> void visit(@Nullable Slot<V> slot, Consumer<? super V> action) {
    if (slot instanceof Branch<V> branch) {
      for (Slot<V> below : branch.slots) {
        visit(below, action);
      }
    }
    for (Leaf<V> l = slot instanceof Leaf<V> first ? first : null; l != null; l = l.next) {
      action.accept(l.value);
    }
  }

  private static <V> Slot<V> put(Slot<V> slot, Leaf<V> leaf, int shift) {
    if (slot instanceof Branch<V> branch) {
      int bit = bit(leaf.hash, shift);
      int index = index(branch.bitmap, bit);
      if ((branch.bitmap & bit) == 0) {
        return new Branch<>(branch.bitmap | bit, inserted(branch.slots, index, leaf));
      }
      Slot<V> below = put(branch.slots[index], leaf, shift + BITS);
      return new Branch<>(branch.bitmap, replaced(branch.slots, index, below));
    }
    Leaf<V> old = (Leaf<V>) slot;
    if (old.hash == leaf.hash) {
      Leaf<V> others = unchained(old, leaf.key);
      return new Leaf<>(leaf.hash, leaf.key, leaf.value, others);
    }
    return put(new Branch<>(bit(old.hash, shift), only(old)), leaf, shift);
  }

  private static <V> @Nullable Slot<V> remove(Slot<V> slot, int hash, String key, int shift) {
    if (slot instanceof Leaf<V> leaf) {
      return unchained(leaf, key);
    }
    Branch<V> branch = (Branch<V>) slot;
    int bit = bit(hash, shift);
    int index = index(branch.bitmap, bit);
    Slot<V> below = remove(branch.slots[index], hash, key, shift + BITS);
    if (below != null) {
      return new Branch<>(branch.bitmap, replaced(branch.slots, index, below));
    }
    return branch.slots.length == 1
        ? null
        : new Branch<>(branch.bitmap & ~bit, removed(branch.slots, index));
  }

  private static <V> @Nullable Leaf<V> find(@Nullable Leaf<V> chain, int hash, String key) {
    for (Leaf<V> leaf = chain; leaf != null; leaf = leaf.next) {
      if (leaf.hash == hash && sameName(leaf.key, key)) {
        return leaf;
      }
    }
    return null;
  }

  private static <V> @Nullable Leaf<V> unchained(Leaf<V> chain, String key) {
    Leaf<V> rest = chain.next == null ? null : unchained(chain.next, key);
    return sameName(chain.key, key) ? rest : new Leaf<>(chain.hash, chain.key, chain.value, rest);
  }

  private static int bit(int hash, int shift) {
    return 1 << (hash >>> shift);
  }

  private static int index(int bitmap, int bit) {
    return Integer.bitCount(bitmap & (bit - 1));
  }

  @SuppressWarnings("unchecked") // Java has no arrays of generic types
  private static <V> Slot<V>[] only(Slot<V> slot) {
    return (Slot<V>[]) new Slot<?>[] {slot};
  }

  private static <V> Slot<V>[] replaced(Slot<V>[] slots, int index, Slot<V> slot) {
    Slot<V>[] copy = slots.clone();
    copy[index] = slot;
    return copy;
  }

  private static <V> Slot<V>[] inserted(Slot<V>[] slots, int index, Slot<V> slot) {
    Slot<V>[] copy = Arrays.copyOf(slots, slots.length + 1);
    System.arraycopy(slots, index, copy, index + 1, slots.length - index);
    copy[index] = slot;
    return copy;
  }

  private static <V> Slot<V>[] removed(Slot<V>[] slots, int index) {
    Slot<V>[] copy = Arrays.copyOf(slots, slots.length - 1);
    System.arraycopy(slots, index + 1, copy, index, copy.length - index);
    return copy;
  }

  private static int hash(String key) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = 31 * hash + lower(key.charAt(i));
    }
    return hash * 0x9e3779b1 ^ (hash >>> 15); // names often differ in a trailing digit only
  }

  private static boolean sameName(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (lower(a.charAt(i)) != lower(b.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }
}
