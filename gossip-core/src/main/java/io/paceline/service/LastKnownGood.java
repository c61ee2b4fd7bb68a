package io.paceline.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one service from shrinking by a glitch. When a partition, or a fault of the own network,
 * makes many owners look dead at once, trying their instances is better than having none.
 *
 * <p>What an owner says itself is proof: an instance that was deregistered, or whose node left on
 * purpose, is gone at once. An instance that vanished because its node is believed dead is not
 * proven to be gone. As many of those as it takes to stay above the floor stay in the view, marked
 * as {@link Suspicion#CONFIRMED}, for a limited time.
 *
 * <p>It has no thread and no subscription: it compares at each look, so somebody must look now and
 * then. Safe for use by many threads.
 */
public final class LastKnownGood {
  /**
   * How much is kept and for how long.
   *
   * @param floorPercent the part of the largest recent size below which nothing is dropped without
   *     proof, 1 to 100
   * @param hold for how long an instance without proof is kept, and what "recent" means. Raising it
   *     bridges longer partitions, and costs callers more attempts at instances that are really
   *     dead
   */
  public record Policy(int floorPercent, Duration hold) {
    public Policy {
      if (floorPercent < 1 || floorPercent > 100) {
        throw new IllegalArgumentException("floor (" + floorPercent + ") must be 1 to 100 percent");
      }
      if (hold.isNegative() || hold.isZero()) {
        throw new IllegalArgumentException("hold (" + hold + ") must be positive");
      }
    }
  }

  private record Key(String node, String id) {
    static Key of(ServiceEntry entry) {
      return new Key(entry.instance().node(), entry.instance().id());
    }
  }

  private record Lost(ServiceEntry entry, long sinceNanos) {}

  private record Size(int instances, long untilNanos) {}

  /** What a look at the same view gives again, until the time at which something expires. */
  private record Shown(
      ServiceView truth, ServiceView view, boolean expires, long expiryNanos, long oldestNanos) {}

  private final String service;
  private final Policy policy;
  private final Predicate<String> left;
  private final LongSupplier nanoTime;

  // guarded by this
  private final Map<Key, Lost> lost = new LinkedHashMap<>();
  private final Deque<Size> recent = new ArrayDeque<>();

  private volatile @Nullable Shown shown;

  /**
   * @param left whether a node is known to have left on purpose
   * @param nanoTime the clock, {@link System#nanoTime} but in tests
   */
  public LastKnownGood(
      String service, Policy policy, Predicate<String> left, LongSupplier nanoTime) {
    this.service = service;
    this.policy = policy;
    this.left = left;
    this.nanoTime = nanoTime;
  }

  /** The service's view in a snapshot, and what is kept beside it. */
  public ServiceView view(CatalogSnapshot snapshot) {
    ServiceView truth = snapshot.service(service);
    long now = nanoTime.getAsLong();
    Shown last = shown;
    return last != null && isCurrent(last, truth, now) ? last.view : renew(snapshot, truth, now);
  }

  /** How long ago the oldest instance vanished that is still shown; zero if there is none. */
  public Duration age() {
    Shown last = shown;
    return last != null && last.expires
        ? Duration.ofNanos(nanoTime.getAsLong() - last.oldestNanos)
        : Duration.ZERO;
  }

  @SuppressWarnings("ReferenceEquality") // a view is replaced only when something changed
  private static boolean isCurrent(Shown last, ServiceView truth, long now) {
    boolean same = last.truth == truth || (last.truth.isEmpty() && truth.isEmpty());
    return same && (!last.expires || now - last.expiryNanos < 0);
  }

  private synchronized ServiceView renew(CatalogSnapshot snapshot, ServiceView truth, long now) {
    Shown last = shown;
    if (last != null && isCurrent(last, truth, now)) {
      return last.view;
    }
    if (last != null) {
      noteLosses(last.truth, truth, now);
      noteSize(last.truth.entries().size(), now);
    }
    truth.entries().forEach(entry -> lost.remove(Key.of(entry)));
    lost.values().removeIf(gone -> isProven(gone, snapshot) || isOver(gone, now));
    Shown renewed = show(truth, now);
    shown = renewed;
    return renewed.view;
  }

  private void noteLosses(ServiceView before, ServiceView after, long now) {
    for (ServiceEntry entry : before.entries()) {
      lost.putIfAbsent(Key.of(entry), new Lost(doubted(entry), now));
    }
    after.entries().forEach(entry -> lost.remove(Key.of(entry)));
  }

  private static ServiceEntry doubted(ServiceEntry entry) {
    return new ServiceEntry(entry.instance(), entry.node(), Suspicion.CONFIRMED);
  }

  /** The owner's own word: its node is up and shows it no more, or it left. */
  private boolean isProven(Lost gone, CatalogSnapshot snapshot) {
    String node = gone.entry.instance().node();
    return snapshot.node(node).isPresent() || left.test(node);
  }

  private boolean isOver(Lost gone, long now) {
    return now - gone.sinceNanos >= policy.hold().toNanos();
  }

  /** The service had this size until now. */
  private void noteSize(int instances, long now) {
    while (!recent.isEmpty() && recent.getLast().instances <= instances) {
      recent.removeLast(); // smaller and older: it will never be the largest again
    }
    recent.addLast(new Size(instances, now));
    while (now - recent.getFirst().untilNanos >= policy.hold().toNanos()) {
      recent.removeFirst();
    }
  }

  private Shown show(ServiceView truth, long now) {
    int largest = recent.isEmpty() ? 0 : recent.getFirst().instances;
    int floor = (largest * policy.floorPercent() + 99) / 100;
    List<ServiceEntry> entries = new ArrayList<>(truth.entries());
    long oldest = now;
    boolean expires = false;
    Iterator<Lost> waiting = lost.values().iterator();
    while (entries.size() < floor && waiting.hasNext()) {
      Lost kept = waiting.next(); // the oldest loss comes first
      entries.add(kept.entry);
      oldest = expires ? oldest : kept.sinceNanos;
      expires = true;
    }
    entries.sort(ServiceView.ORDER);
    ServiceView view = expires ? new ServiceView(truth.service(), entries) : truth;
    return new Shown(truth, view, expires, oldest + policy.hold().toNanos(), oldest);
  }
}
