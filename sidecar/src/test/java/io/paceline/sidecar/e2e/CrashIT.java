package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner of a service is killed while clients ask for it. */
class CrashIT {
  private static final Duration CHANGED_MAX = Duration.ofSeconds(90);
  private static final String QUESTION = "web.service.consul";

  @TempDir Path directory;

  @Test
  void answers_by_udp_and_tcp_drop_the_instance_of_a_killed_owner() {
    Dig dig = new Dig();
    try (RunningAgent a = RunningAgent.start(directory, "a");
        RunningAgent b = RunningAgent.start(directory, "b", "--join", a.gossip());
        RunningAgent c = RunningAgent.start(directory, "c", "--join", a.gossip())) {
      register(b, "8001");
      register(c, "8002");
      await().atMost(CHANGED_MAX).until(() -> ports(dig, a).equals(List.of("8001", "8002")));

      long killed = System.nanoTime();
      b.kill();
      CompletableFuture<Long> udp = CompletableFuture.supplyAsync(() -> changed(dig, a));
      CompletableFuture<Long> tcp = CompletableFuture.supplyAsync(() -> changed(dig, a, "+tcp"));
      print("dig", udp.join() - killed);
      print("dig +tcp", tcp.join() - killed);

      assertThat(ports(dig, a)).containsExactly("8002");
      assertThat(ports(dig, a, "+tcp")).containsExactly("8002");
      assertThat(a.cli("members").out()).containsPattern("b +\\S+ +failed");
    }
  }

  private static void register(RunningAgent agent, String port) {
    assertThat(agent.cli("register", "--name", "web", "--port", port).exitCode()).isZero();
  }

  /** Asks in a loop, as fast as dig goes, and returns the time of the first answer without b. */
  private static long changed(Dig dig, RunningAgent agent, String... options) {
    await()
        .atMost(CHANGED_MAX)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> !ports(dig, agent, options).contains("8001"));
    return System.nanoTime();
  }

  private static List<String> ports(Dig dig, RunningAgent agent, String... options) {
    String[] question = new String[options.length + 2];
    System.arraycopy(options, 0, question, 0, options.length);
    question[options.length] = QUESTION;
    question[options.length + 1] = "SRV";
    return dig.answer(agent, question).stream().map(srv -> srv.split(" ")[2]).sorted().toList();
  }

  private static void print(String client, long nanos) {
    System.out.printf(
        "%-8s: the answer changed %d ms after kill -9 of the owner (3 nodes, profile local)%n",
        client, TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
