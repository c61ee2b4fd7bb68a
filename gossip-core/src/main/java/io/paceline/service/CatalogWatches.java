package io.paceline.service;

import io.paceline.service.ServiceCatalog.ServiceListener;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The watching half of a {@link ServiceCatalog}: whoever maintains a catalog publishes its
 * snapshots here, and every watch tells its listener the differences.
 *
 * <p>No event is ever queued. A watch remembers the view that its listener knows, and when its turn
 * comes on the listener's executor it compares that with the view of the newest snapshot. So a slow
 * listener gets fewer, folded events and a blocked one costs one object, whatever happens in the
 * catalog.
 *
 * <p>{@link #publish} is called by one thread, the publisher, and does not wait for anybody: it
 * looks up one view per watch. All other methods are safe for use by many threads.
 */
public final class CatalogWatches implements AutoCloseable {
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Set<SnapshotWatch> wholeWatches = ConcurrentHashMap.newKeySet();
  private volatile CatalogSnapshot current = PersistentSnapshot.EMPTY;

  /** What was published last; an empty catalog of version 0 at first. */
  public CatalogSnapshot current() {
    return current;
  }

  /** Makes a snapshot the current one and wakes the watches whose service differs. */
  public void publish(CatalogSnapshot snapshot) {
    current = snapshot; // before any wake-up: a watch that runs must find it
    for (Watch watch : watches) {
      watch.onPublished(snapshot);
    }
    wholeWatches.forEach(SnapshotWatch::wake);
  }

  /**
   * Starts a watch; see {@link ServiceCatalog#watch}.
   *
   * @param executor must hand tasks to another thread: one that runs them in the caller's would run
   *     the listener on the publisher's thread
   */
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    Watch watch = new Watch(service, listener, executor, this::current, watches::remove);
    watches.add(watch); // before the first run, so that no snapshot falls between the two
    watch.wake();
    return watch;
  }

  /**
   * Follows the whole catalog: the listener is first given the current snapshot, then the newest
   * one whenever its turn comes and there is a newer one; those between are skipped. Always on the
   * executor, as in {@link #watch}.
   */
  public Subscription watchAll(Consumer<? super CatalogSnapshot> listener, Executor executor) {
    SnapshotWatch watch =
        new SnapshotWatch(listener, executor, this::current, wholeWatches::remove);
    wholeWatches.add(watch); // before the first run, so that no snapshot falls between the two
    watch.wake();
    return watch;
  }

  /** Closes every watch. */
  @Override
  public void close() {
    wholeWatches.forEach(SnapshotWatch::close);
    watches.forEach(Watch::close);
  }
}
