package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded answers, found without allocating. Holds only positive answers that depend on one service
 * each: such an answer is valid as long as the catalog shows the same {@link ServiceView} object.
 * So nothing has to be invalidated, and a change of one service re-encodes the names of that
 * service only. Owned by one event loop.
 *
 * <p>It is bounded twice. A set of {@value #WAYS} slots takes the names that fall into it and
 * displaces one for a new one; the bytes of all answers together have a limit, beyond which
 * everything is forgotten. Names that do not exist are never kept, so that a stranger cannot fill
 * it with names of his own.
 */
final class AnswerCache {
  /** Orders of the same records, encoded beforehand, that take turns. */
  static final int ORDERS = 8;

  private static final int SETS = 1 << 14;
  private static final long BYTES_MAX = 32L << 20;
  private static final int WAYS = 4;
  private static final int ANSWER_BYTES_MAX = 8 * 1024;

  private final @Nullable Entry[] slots;
  private final int setMask;
  private final long bytesMax;
  private long bytes;
  private int displaced;

  AnswerCache() {
    this(SETS, BYTES_MAX);
  }

  /**
   * An empty cache.
   *
   * @param sets a power of two
   * @param bytesMax of the encoded answers together
   */
  AnswerCache(int sets, long bytesMax) {
    this.slots = new @Nullable Entry[sets * WAYS];
    this.setMask = sets - 1;
    this.bytesMax = bytesMax;
  }

  /** The answer to one question in one room, in several orders. */
  private static final class Entry {
    final byte[] name;
    final int type;
    final AnswerRoom room;
    final ServiceView source;
    final EncodedAnswer[] orders;
    CatalogSnapshot seen;
    int filled;
    int next;
    int bytes;

    Entry(DnsQuery query, ByteBuf message, AnswerRoom room, Answer answer, CatalogSnapshot now) {
      this.name = query.lowerCaseName(message);
      this.type = query.type;
      this.room = room;
      this.source = answer.requireSource();
      this.orders = new EncodedAnswer[answer.answer().size() > 1 ? ORDERS : 1];
      this.seen = now;
    }

    boolean isFor(ByteBuf message, DnsQuery query, AnswerRoom wanted) {
      if (type != query.type || room != wanted || name.length != query.nameBytes) {
        return false;
      }
      int start = message.readerIndex() + DnsQuery.HEADER_BYTES;
      for (int i = 0; i < name.length; i++) {
        if (name[i] != (byte) QueryParser.lowerCase(message.getByte(start + i))) {
          return false;
        }
      }
      return true;
    }

    @SuppressWarnings("ReferenceEquality") // the same object is how a catalog says "unchanged"
    boolean isValid(CatalogSnapshot now) {
      if (seen != now && now.service(source.service()) == source) {
        seen = now;
      }
      return seen == now;
    }
  }

  /**
   * The next order of the answer to a question.
   *
   * @return null if there is none, none that is still true, or not all orders of it yet
   */
  @Nullable EncodedAnswer find(
      ByteBuf message, DnsQuery query, AnswerRoom room, CatalogSnapshot now) {
    int slot = slotOf(message, query, room);
    Entry entry = slot < 0 ? null : slots[slot];
    if (entry == null || entry.filled < entry.orders.length || !entry.isValid(now)) {
      return null;
    }
    entry.next = entry.next + 1 == entry.filled ? 0 : entry.next + 1;
    return entry.orders[entry.next];
  }

  /** Keeps one order of an answer beside those that are there and still true. */
  void put(
      ByteBuf message,
      DnsQuery query,
      AnswerRoom room,
      CatalogSnapshot now,
      Answer answer,
      EncodedAnswer encoded) {
    if (encoded.bytes() > ANSWER_BYTES_MAX) {
      return;
    }
    int slot = slotOf(message, query, room);
    Entry entry = slot < 0 ? null : slots[slot];
    if (entry == null || !entry.isValid(now) || entry.filled == entry.orders.length) {
      entry = new Entry(query, message, room, answer, now);
      place(slot < 0 ? freeSlot(query, room) : slot, entry);
    }
    entry.orders[entry.filled++] = encoded;
    entry.bytes += encoded.bytes();
    bytes += encoded.bytes();
    if (bytes > bytesMax) {
      Arrays.fill(slots, null);
      bytes = 0;
    }
  }

  private void place(int slot, Entry entry) {
    Entry old = slots[slot];
    bytes -= old == null ? 0 : old.bytes;
    slots[slot] = entry;
  }

  private int freeSlot(DnsQuery query, AnswerRoom room) {
    int first = firstSlot(query, room);
    for (int i = first; i < first + WAYS; i++) {
      if (slots[i] == null) {
        return i;
      }
    }
    displaced = (displaced + 1) % WAYS;
    return first + displaced;
  }

  private int slotOf(ByteBuf message, DnsQuery query, AnswerRoom room) {
    int first = firstSlot(query, room);
    for (int i = first; i < first + WAYS; i++) {
      Entry entry = slots[i];
      if (entry != null && entry.isFor(message, query, room)) {
        return i;
      }
    }
    return -1;
  }

  private int firstSlot(DnsQuery query, AnswerRoom room) {
    int hash = (query.nameHash * 31 + query.type) * 31 + room.ordinal();
    return ((hash ^ hash >>> 15) & setMask) * WAYS;
  }

  /** Of all encoded answers together. */
  long bytes() {
    return bytes;
  }
}
