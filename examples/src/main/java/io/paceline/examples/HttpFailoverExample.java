package io.paceline.examples;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Two web servers in processes of their own and a client that calls them by the name of their
 * service. One server is killed; the very next call is answered by the other, long before failure
 * detection takes the dead one out of the catalog.
 */
public final class HttpFailoverExample {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private HttpFailoverExample() {}

  @SuppressWarnings("try") // the second server is only there
  public static void main(String[] args) throws Exception {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // nothing is logged here
    try (GossipNode node =
        GossipNode.start(GossipConfig.local("client").bind("127.0.0.1", 0).build())) {
      String seed = "127.0.0.1:" + node.address().getPort();
      try (HttpServerProcess first = HttpServerProcess.start("orders-1", seed);
          HttpServerProcess second = HttpServerProcess.start("orders-2", seed)) {
        run(node, first);
      }
    }
  }

  private static void run(GossipNode node, HttpServerProcess first) throws Exception {
    FailoverClient client = new FailoverClient(node, "orders");
    awaitBoth(node, client);
    System.out.println("calls are answered by orders-1 and orders-2");

    first.kill();
    long killed = System.nanoTime();
    System.out.println("orders-1 was killed (SIGKILL)");
    boolean known = isKnown(node);
    String answer = client.get("/");
    System.out.printf(
        "the next call was answered by %s after %d ms, orders-1 still in the catalog: %s%n",
        answer, millisSince(killed), known);
    int calls = 1;
    while (isKnown(node)) {
      requirePatience(killed);
      require(client.get("/"));
      calls++;
    }
    System.out.printf(
        "orders-1 is out of the catalog after %d ms; %d calls were answered by orders-2, 0 failed%n",
        millisSince(killed), calls);
  }

  private static void require(String answer) {
    if (!answer.equals("orders-2")) {
      throw new IllegalStateException("answered by " + answer);
    }
  }

  private static void awaitBoth(GossipNode node, FailoverClient client) throws Exception {
    long start = System.nanoTime();
    Set<String> answers = new TreeSet<>();
    while (answers.size() < 2) {
      requirePatience(start);
      if (node.services().lookup("orders").isEmpty()) {
        Thread.onSpinWait();
      } else {
        answers.add(client.get("/"));
      }
    }
  }

  private static boolean isKnown(GossipNode node) {
    return node.services().lookup("orders").entries().stream()
        .anyMatch(entry -> entry.instance().node().equals("orders-1"));
  }

  private static void requirePatience(long start) throws TimeoutException {
    if (System.nanoTime() - start > PATIENCE_NANOS) {
      throw new TimeoutException("it takes too long");
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
