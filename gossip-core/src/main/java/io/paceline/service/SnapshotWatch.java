package io.paceline.service;

import io.paceline.service.ServiceCatalog.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener that follows a whole catalog: it is told the newest snapshot, not each of them. */
final class SnapshotWatch implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(SnapshotWatch.class);

  private final Consumer<? super CatalogSnapshot> listener;
  private final Supplier<CatalogSnapshot> catalog;
  private final Consumer<SnapshotWatch> onClose;
  private final CoalescedTask task;
  private volatile boolean closed;

  /** What the listener knows; only the running task touches it. */
  private @Nullable CatalogSnapshot delivered;

  SnapshotWatch(
      Consumer<? super CatalogSnapshot> listener,
      Executor executor,
      Supplier<CatalogSnapshot> catalog,
      Consumer<SnapshotWatch> onClose) {
    this.listener = listener;
    this.catalog = catalog;
    this.onClose = onClose;
    this.task = new CoalescedTask(this::deliver, executor, this::onRefused);
  }

  private void onRefused(RejectedExecutionException e) {
    if (!closed) {
      log.warn("the executor of a listener of the catalog refused: {}", e.toString());
    }
  }

  void wake() {
    task.wake();
  }

  @SuppressWarnings("ReferenceEquality") // a snapshot is replaced only when something changed
  private void deliver() {
    CatalogSnapshot snapshot = catalog.get();
    if (closed || snapshot == delivered) {
      return;
    }
    delivered = snapshot;
    try {
      listener.accept(snapshot);
    } catch (Throwable e) { // even an Error of the listener must not silence its later events
      log.error("a listener of the catalog failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }
}
