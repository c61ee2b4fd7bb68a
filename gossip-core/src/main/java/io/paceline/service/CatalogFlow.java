package io.paceline.service;

import io.paceline.service.CatalogEvent.Current;
import io.paceline.service.CatalogEvent.Deregistered;
import io.paceline.service.CatalogEvent.Registered;
import io.paceline.service.CatalogEvent.Updated;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber of a {@link CatalogPublisher}. Changes of the catalog and requests wake one task
 * on the executor; it compares what the subscriber knows with what there is, and signals as many
 * differences as were requested. The rules of Reactive Streams are quoted by their numbers.
 */
final class CatalogFlow implements Flow.Subscription {
  private static final Logger log = LoggerFactory.getLogger(CatalogFlow.class);

  private final ServiceCatalog catalog;
  private final String service;
  private final CoalescedTask task;
  private final AtomicLong requested = new AtomicLong();
  private final Executor executor;

  /** Null once it is over: nothing may hold on to the subscriber then (3.13). */
  private volatile Flow.@Nullable Subscriber<? super CatalogEvent> subscriber;

  private volatile @Nullable Subscription watch;
  private volatile @Nullable IllegalArgumentException badRequest;

  /** What the subscriber was told; only the running task touches it. */
  private @Nullable List<ServiceEntry> known;

  CatalogFlow(
      ServiceCatalog catalog,
      String service,
      Executor executor,
      Flow.Subscriber<? super CatalogEvent> subscriber) {
    this.catalog = catalog;
    this.service = service;
    this.executor = executor;
    this.subscriber = subscriber;
    this.task = new CoalescedTask(this::run, executor, refused -> cancel());
  }

  /** On the subscriber's own thread, before anything else is signalled (1.3, 1.9). */
  void start() {
    Flow.Subscriber<? super CatalogEvent> told = subscriber;
    if (told != null) {
      told.onSubscribe(this);
    }
    watch = catalog.watch(service, event -> task.wake(), executor);
    if (subscriber == null) {
      cancel(); // it was cancelled while the watch began
    }
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      badRequest = new IllegalArgumentException("requested " + n + ", must be positive (3.9)");
    } else {
      requested.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b); // 3.17
    }
    task.wake();
  }

  @Override
  public void cancel() {
    subscriber = null;
    Subscription running = watch;
    if (running != null) {
      running.close();
    }
  }

  private void run() {
    Flow.Subscriber<? super CatalogEvent> to = subscriber;
    if (to == null) {
      return;
    }
    try {
      IllegalArgumentException bad = badRequest;
      if (bad != null) {
        cancel();
        to.onError(bad);
      } else if (requested.get() > 0) {
        signal(catalog.lookup(service), to);
      }
    } catch (Throwable e) { // 2.13: a subscriber must not throw; this one is not told any more
      cancel();
      log.error("a subscriber of service {} failed", service, e);
    }
  }

  private void signal(ServiceView view, Flow.Subscriber<? super CatalogEvent> to) {
    List<ServiceEntry> before = known;
    if (before == null) {
      known = view.entries();
      take();
      to.onNext(new Current(service, view));
      before = view.entries();
    }
    known = differences(before, view.entries(), to);
  }

  /**
   * Walks two lists of the same order side by side, for as long as more is requested.
   *
   * @return what the subscriber knows then: the new list as far as it was told, then the old one
   */
  private List<ServiceEntry> differences(
      List<ServiceEntry> before,
      List<ServiceEntry> after,
      Flow.Subscriber<? super CatalogEvent> to) {
    List<ServiceEntry> told = new ArrayList<>(after.size());
    int b = 0;
    int a = 0;
    while (b < before.size() || a < after.size()) {
      int order = ServiceView.order(before, b, after, a);
      boolean same = order == 0 && before.get(b).equals(after.get(a));
      if (!same && !take()) {
        told.addAll(before.subList(b, before.size()));
        return told;
      }
      if (order < 0) {
        to.onNext(new Deregistered(service, before.get(b)));
      } else {
        told.add(after.get(a));
        if (order > 0) {
          to.onNext(new Registered(service, after.get(a)));
        } else if (!same) {
          to.onNext(new Updated(service, after.get(a)));
        }
      }
      b += order <= 0 ? 1 : 0;
      a += order >= 0 ? 1 : 0;
    }
    return after;
  }

  /** Uses up one requested signal; false if there is none, or nobody listens any more. */
  private boolean take() {
    return subscriber != null
        && requested.getAndUpdate(n -> n == 0 || n == Long.MAX_VALUE ? n : n - 1) > 0;
  }
}
