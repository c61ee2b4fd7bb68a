package io.paceline.dns;

import io.paceline.service.CatalogSnapshot;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Encoded answers by name and type, each valid while the catalog still shows what it was made from.
 * Only answers about something in the catalog come in here, never a name that a stranger made up,
 * and what they take in memory is bounded. Safe for use by many threads: entries are immutable, and
 * a reader takes no lock.
 *
 * <p>A table of sets: the hash of name and type chooses eight places, and one of these holds the
 * entry. There is nothing to rehash or to link, and a full set loses one of its own. When the bytes
 * are used up, a hand goes round the table and removes what was not asked for since it last came by
 * (second chance).
 */
final class AnswerCache {
  private static final int WAYS = 8;
  private static final int PLACES = 1 << 16;

  private static final class Entry {
    final byte[] name;
    final int hash;
    final int type;

    /** From here on the question must be in lower case: targets repeat the case of the domain. */
    final int originAt;

    final Basis basis;
    final long validUntilEpochMillis;
    final AnswerTemplate template;
    final int memoryBytes;

    /** The last snapshot that the basis was found in. Compared only, so a race costs a look-up. */
    @Nullable CatalogSnapshot seen;

    boolean used = true;

    Entry(
        DnsQuery query, Answer answer, Basis basis, CatalogSnapshot seen, AnswerTemplate template) {
      this.name = query.lowerCaseName();
      this.hash = hash(query);
      this.type = query.type;
      this.originAt = query.nameBytes - answer.originBytes();
      this.basis = basis;
      this.validUntilEpochMillis = basis.validUntilEpochMillis();
      this.seen = seen;
      this.template = template;
      this.memoryBytes = 100 + name.length + template.memoryBytes();
    }

    boolean answers(DnsQuery query, int wantedHash) {
      return hash == wantedHash
          && type == query.type
          && name.length == query.nameBytes
          && query.lastUpperAt < originAt
          && query.isNamed(name);
    }

    /** A snapshot that is not the last one seen mostly differs in other services. */
    boolean isValid(CatalogSnapshot catalog, long nowEpochMillis) {
      if (nowEpochMillis >= validUntilEpochMillis) {
        return false;
      }
      if (seen == catalog) {
        return true;
      }
      if (!basis.isIn(catalog)) {
        return false;
      }
      seen = catalog;
      return true;
    }
  }

  private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);
  private final long bytesMax;

  /** Guarded by this, as are all writes to the places. */
  private long bytes;

  private int hand;

  AnswerCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** An eighth of the heap, and not more than 64 MiB. */
  static AnswerCache ofHeap() {
    return new AnswerCache(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8));
  }

  /** The answer to a question of class IN, if it is known and still true; allocates nothing. */
  @Nullable AnswerTemplate find(DnsQuery query, CatalogSnapshot catalog, long nowEpochMillis) {
    int hash = hash(query);
    int set = set(hash);
    for (int i = set; i < set + WAYS; i++) {
      Entry entry = places.getAcquire(i);
      if (entry != null && entry.answers(query, hash)) {
        return valid(entry, catalog, nowEpochMillis) ? entry.template : null;
      }
    }
    return null;
  }

  private static boolean valid(Entry entry, CatalogSnapshot catalog, long nowEpochMillis) {
    if (!entry.isValid(catalog, nowEpochMillis)) {
      return false;
    }
    if (!entry.used) {
      entry.used = true; // written once a round only: other cores read this line
    }
    return true;
  }

  /** Keeps an answer that may be given again; others are left alone. */
  void put(DnsQuery query, Answer answer, CatalogSnapshot catalog, AnswerTemplate template) {
    Basis basis = answer.basis();
    if (basis == null || query.lastUpperAt >= query.nameBytes - answer.originBytes()) {
      return;
    }
    Entry entry = new Entry(query, answer, basis, catalog, template);
    if (entry.memoryBytes <= bytesMax / 16) {
      put(entry, query);
    }
  }

  private synchronized void put(Entry entry, DnsQuery query) {
    set(placeOf(entry, query), entry);
    for (int turns = 0; bytes > bytesMax && turns < 2 * PLACES; turns++) {
      hand = (hand + 1) % PLACES;
      Entry other = places.get(hand);
      if (other != null && other != entry) {
        if (!other.used) {
          set(hand, null);
        }
        other.used = false;
      }
    }
  }

  private void set(int place, @Nullable Entry entry) {
    Entry old = places.get(place);
    bytes += (entry == null ? 0 : entry.memoryBytes) - (old == null ? 0 : old.memoryBytes);
    places.setRelease(place, entry);
  }

  /** That of the same question, else a free one, else one chosen by the hash of the name. */
  private int placeOf(Entry entry, DnsQuery query) {
    int set = set(entry.hash);
    int free = set + (entry.hash >>> 29);
    for (int i = set + WAYS - 1; i >= set; i--) {
      Entry other = places.get(i);
      if (other == null) {
        free = i;
      } else if (other.hash == entry.hash
          && other.type == query.type
          && Arrays.equals(other.name, entry.name)) {
        return i;
      }
    }
    return free;
  }

  synchronized long bytes() {
    return bytes;
  }

  private static int set(int hash) {
    return (hash * WAYS) & (PLACES - 1);
  }

  private static int hash(DnsQuery query) {
    int hash = (query.nameHash ^ query.type) * 0x9e3779b9;
    return hash ^ hash >>> 15;
  }
}
