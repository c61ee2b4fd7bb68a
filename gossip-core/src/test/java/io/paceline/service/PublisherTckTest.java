package io.paceline.service;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;

/**
 * The rules for publishers, tested by the Reactive Streams technology compatibility kit. A catalog
 * has no end, so its tests of completion do not apply; a new instance follows each event that is
 * told, so there is always something to say.
 */
public final class PublisherTckTest extends FlowPublisherVerification<CatalogEvent> {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final long SILENCE_MILLIS = 50;

  private final ExecutorService executor = Executors.newCachedThreadPool();

  public PublisherTckTest() {
    super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
  }

  @AfterClass
  public void close() {
    executor.shutdownNow();
  }

  @Override
  public long maxElementsFromPublisher() {
    return publisherUnableToSignalOnComplete();
  }

  @Override
  public Flow.Publisher<CatalogEvent> createFlowPublisher(long elements) {
    WatchedCatalog catalog = new WatchedCatalog();
    catalog.put("changing", 0);
    Flow.Publisher<CatalogEvent> publisher = catalog.publisher("web", executor);
    return subscriber -> {
      publisher.subscribe(subscriber);
      catalog.watch("web", event -> catalog.put("changing", nextPort(catalog)), executor);
    };
  }

  private static int nextPort(WatchedCatalog catalog) {
    return (catalog.lookup("web").entries().get(0).instance().port() + 1) % 65_536;
  }

  /** A publisher that refuses its subscribers; ours refuses none. */
  @Override
  public Flow.@org.jspecify.annotations.Nullable Publisher<CatalogEvent>
      createFailedFlowPublisher() {
    return null;
  }
}
