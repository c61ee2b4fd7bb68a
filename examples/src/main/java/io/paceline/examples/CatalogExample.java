package io.paceline.examples;

import io.paceline.gossip.GossipCatalog;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.CatalogEvent;
import io.paceline.service.HealthStatus;
import io.paceline.service.LastKnownGood;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.selection.Chosen;
import io.paceline.service.selection.Locality;
import io.paceline.service.selection.SelectionPolicy;
import io.paceline.service.selection.ServiceChooser;
import io.paceline.service.selection.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

/** What a process does with the catalog: the snippets of the guide. */
public final class CatalogExample {
  private CatalogExample() {}

  /**
   * Registers, looks up, chooses, and leaves.
   *
   * @param args seeds; none to be the first of a cluster
   */
  public static void main(String[] args) throws Exception {
    GossipConfig config = GossipConfig.lan("orders-1").seeds(args).build();
    try (GossipNode node = GossipNode.start(config)) {
      GossipCatalog catalog = node.services();
      register(catalog);
      read(catalog);
      choose(node);
      drain(catalog);
      node.leave().join();
    }
  }

  private static void register(GossipCatalog catalog) {
    // region register
    ServiceInstance orders =
        ServiceInstance.builder("orders")
            .id("orders-1")
            .port(8080)
            .tags("v2")
            .zone("eu-1a")
            .weights(new Weights(10, 1)) // of the traffic: while it passes, while it warns
            .warmUp(Duration.ofMinutes(1)) // the share grows over this time
            .build();
    catalog.register(orders).join();
    // endregion

    // region check
    HealthCheck http =
        HealthCheck.http("http://127.0.0.1:8080/healthz")
            .interval(Duration.ofSeconds(5))
            .timeout(Duration.ofSeconds(1))
            .failuresBeforeCritical(3)
            .deregisterAfter(Duration.ofMinutes(10));
    HealthCheck heap =
        HealthCheck.callback(
            () ->
                Runtime.getRuntime().freeMemory() > 10_000_000
                    ? CheckResult.PASSING
                    : CheckResult.warning("the heap is nearly full"));
    HealthCheck ttl = HealthCheck.ttl(Duration.ofSeconds(30));
    catalog.register(orders, List.of(http, heap, ttl)).join();

    catalog.report("orders-1", "ttl", CheckResult.passing("42 orders done")).join();
    // endregion
  }

  private static void read(GossipCatalog catalog) {
    Executor executor = Executors.newSingleThreadExecutor(CatalogExample::thread);
    // region read
    List<ServiceEntry> passing =
        catalog.lookup(
            "billing", ServiceFilter.atLeast(HealthStatus.PASSING).and(ServiceFilter.tag("v2")));
    passing.forEach(b -> System.out.println(b.address() + ":" + b.instance().port()));

    var watch = catalog.watch("billing", event -> System.out.println(event), executor);
    Flow.Publisher<CatalogEvent> publisher = catalog.publisher("billing", executor);
    // endregion
    watch.close();
    System.out.println(publisher);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  private static void choose(GossipNode node) {
    // region choose
    ServiceChooser billing =
        node.services()
            .chooser("billing")
            .zone("eu-1a")
            .policy(SelectionPolicy.DEFAULT.withLocality(Locality.SAME_ZONE))
            .strategy(Strategy.leastLoaded())
            .build();

    billing.choose().ifPresent(CatalogExample::call);
    // endregion

    // region keep
    ServiceChooser patient =
        node.services()
            .chooser("billing")
            .lastKnownGood(new LastKnownGood.Policy(50, Duration.ofMinutes(2)))
            .build();
    System.out.println("the oldest entry vanished " + patient.lastKnownGoodAge() + " ago");
    // endregion
  }

  private static void call(Chosen chosen) {
    // region call
    long begun = chosen.begin();
    boolean succeeded = false;
    try {
      System.out.println("calling " + chosen.entry().address());
      succeeded = true;
    } finally {
      chosen.end(begun, succeeded);
    }
    // endregion
  }

  private static void drain(GossipCatalog catalog) {
    // region drain
    catalog.drain("orders-1", Duration.ofSeconds(30)).join(); // no new work from now on
    // … finish what is under way …
    catalog.deregister("orders-1").join();
    // endregion
  }
}
