package io.paceline.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The README's first command: three peers in processes of their own, a service at two of them, a
 * DNS answer from the third; then the owner of one instance is killed, and the answer changes.
 */
public final class Demo {
  private static final int FIRST_PORT = 8081;
  private static final int SECOND_PORT = 8082;
  private static final Duration CHANGE_MAX = Duration.ofSeconds(60);
  private static final long ASK_EVERY_MILLIS = 50;

  private Demo() {}

  public static void main(String[] args) throws Exception {
    System.setProperty(
        "slf4j.internal.verbosity", "ERROR"); // nothing is logged here, and all right
    System.out.println("Three peers, each in a process of its own:");
    try (Peer first = started(Peer.start("peer-1", List.of()));
        Peer second = started(Peer.start("peer-2", List.of(first.gossip())));
        Peer third = started(Peer.start("peer-3", List.of(first.gossip())))) {
      run(first, second, third);
    }
  }

  private static void run(Peer first, Peer second, Peer third)
      throws IOException, InterruptedException, TimeoutException {
    second.register("web", FIRST_PORT);
    third.register("web", SECOND_PORT);
    DnsQuestion question = new DnsQuestion(first.dns(), "_web._tcp.service.consul");
    await(question, List.of(FIRST_PORT, SECOND_PORT));
    System.out.println("\npeer-2 and peer-3 registered \"web\"; peer-1 answers for it:");
    show(question);

    third.kill();
    System.out.println("\npeer-3 was killed (SIGKILL). Waiting for peer-1 to notice:");
    long millis = await(question, List.of(FIRST_PORT));
    System.out.printf("after %.1f s the answer is%n", millis / 1000.0);
    show(question);
  }

  private static void show(DnsQuestion question) {
    System.out.println("  $ " + question.digLine());
    question.answerLines().forEach(line -> System.out.println("  " + line));
  }

  /** Asks until the answer has these ports, and returns how many milliseconds that took. */
  private static long await(DnsQuestion question, List<Integer> ports)
      throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    while (!question.ports().equals(ports)) {
      if (System.nanoTime() - start > CHANGE_MAX.toNanos()) {
        throw new TimeoutException("no answer with the ports " + ports);
      }
      Thread.sleep(ASK_EVERY_MILLIS);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Its process ends with this one, also by Ctrl-C. */
  private static Peer started(Peer peer) {
    Runtime.getRuntime().addShutdownHook(new Thread(peer::close));
    return peer;
  }
}
