package io.paceline.sidecar.api;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.gossip.UserEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The last {@value #EVENTS_MAX} user events, oldest first. Safe for use by many threads. */
final class EventLog implements MembershipListener {
  static final int EVENTS_MAX = 256; // Consul's

  private final Deque<Entry> entries = new ArrayDeque<>(); // guarded by this
  private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();

  /** An event, under an id that is the same at each member. */
  record Entry(UUID id, UserEvent event) {
    static Entry of(UserEvent event) {
      byte[] name = event.name().getBytes(StandardCharsets.UTF_8);
      byte[] payload = event.payload().toByteArray();
      ByteBuffer all =
          ByteBuffer.allocate(Long.BYTES + Integer.BYTES + name.length + payload.length);
      all.putLong(event.lTime()).putInt(name.length).put(name).put(payload);
      return new Entry(UUID.nameUUIDFromBytes(all.array()), event);
    }

    /** As Consul makes an index of an id: the two halves, mixed. */
    long index() {
      return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    }
  }

  @Override
  public void onMembership(MembershipEvent event) {}

  @Override
  public void onUserEvent(UserEvent event) {
    synchronized (this) {
      if (entries.size() == EVENTS_MAX) {
        entries.removeFirst();
      }
      entries.addLast(Entry.of(event));
    }
    waiting.forEach(waiter -> waiter.complete(null)); // not locked: who waits answers a request
  }

  /** Those of one name, or all if it is empty. */
  synchronized List<Entry> list(String name) {
    List<Entry> listed = new ArrayList<>();
    for (Entry entry : entries) {
      if (name.isEmpty() || entry.event().name().equals(name)) {
        listed.add(entry);
      }
    }
    return listed;
  }

  /**
   * Done with the next event of any name, or when the time is over. Who no longer waits completes
   * it; otherwise it is kept until then.
   */
  @SuppressWarnings("CollectionUndefinedEquality") // that each is equal to itself alone is meant
  CompletableFuture<Void> next(Duration wait) {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    waiting.add(waiter);
    waiter.whenComplete((arrived, failure) -> waiting.remove(waiter));
    return waiter.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
