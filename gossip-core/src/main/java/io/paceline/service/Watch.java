package io.paceline.service;

import io.paceline.service.CatalogEvent.Current;
import io.paceline.service.CatalogEvent.Deregistered;
import io.paceline.service.CatalogEvent.Registered;
import io.paceline.service.CatalogEvent.Updated;
import io.paceline.service.ServiceCatalog.ServiceListener;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener that follows one service. The publisher's thread wakes it, the listener's executor
 * runs it; {@link CoalescedTask} keeps the two apart. So the listener never runs twice at a time,
 * and every wake-up is followed by a look at a snapshot that is at least as new.
 */
final class Watch implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final String service;
  private final ServiceListener listener;
  private final Supplier<CatalogSnapshot> catalog;
  private final Consumer<Watch> onClose;

  private final CoalescedTask task;
  private volatile boolean closed;

  /** What the publisher compared last; only its thread touches it. */
  private @Nullable ServiceView published;

  /** What the listener knows; only the running task touches it. */
  private @Nullable ServiceView delivered;

  Watch(
      String service,
      ServiceListener listener,
      Executor executor,
      Supplier<CatalogSnapshot> catalog,
      Consumer<Watch> onClose) {
    this.service = service;
    this.listener = listener;
    this.catalog = catalog;
    this.onClose = onClose;
    this.task = new CoalescedTask(this::deliver, executor, this::onRefused);
  }

  void onPublished(CatalogSnapshot snapshot) {
    ServiceView view = snapshot.service(service);
    if (published == null || differs(published, view)) {
      published = view;
      wake();
    }
  }

  void wake() {
    task.wake();
  }

  private void onRefused(RejectedExecutionException e) {
    if (!closed) {
      log.warn("the executor of a listener of service {} refused: {}", service, e.toString());
    }
  }

  private void deliver() {
    ServiceView view = catalog.get().service(service);
    ServiceView before = delivered;
    delivered = view;
    if (before == null) {
      tell(new Current(service, view));
    } else if (differs(before, view)) {
      tellDifferences(before.entries(), view.entries());
    }
  }

  /** Walks two lists of the same order side by side. */
  private void tellDifferences(List<ServiceEntry> before, List<ServiceEntry> after) {
    int b = 0;
    int a = 0;
    while (b < before.size() || a < after.size()) {
      int order = ServiceView.order(before, b, after, a);
      if (order < 0) {
        tell(new Deregistered(service, before.get(b++)));
      } else if (order > 0) {
        tell(new Registered(service, after.get(a++)));
      } else {
        ServiceEntry entry = after.get(a++);
        if (!entry.equals(before.get(b++))) {
          tell(new Updated(service, entry));
        }
      }
    }
  }

  private void tell(CatalogEvent event) {
    if (closed) {
      return;
    }
    try {
      listener.onEvent(event);
    } catch (Throwable e) { // even an Error of the listener must not silence its later events
      log.error("a listener of service {} failed", service, e);
    }
  }

  /** A missing service gives a new empty view at each look. */
  @SuppressWarnings("ReferenceEquality") // a view is replaced only when something changed
  private static boolean differs(ServiceView a, ServiceView b) {
    return a != b && !(a.isEmpty() && b.isEmpty());
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }
}
