package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes, of which one is killed and started again without its memory, while services come
 * and go at all of them. {@code -Dpaceline.rounds=50} does it as often as the requirements say.
 */
final class CatalogRestartsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = Integer.getInteger("paceline.rounds", 3);
  private static final int RESTARTED = 2;

  private final long seed = Long.getLong("paceline.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final CatalogApi api = new CatalogApi();
  private final List<RunningAgent> agents = new ArrayList<>();

  /** What each process registered in its present life and did not deregister: port by id. */
  private final List<TreeMap<String, Integer>> wanted =
      List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  @TempDir Path directory;

  @BeforeEach
  void start() {
    agents.add(RunningAgent.start(directory, "n0"));
    agents.add(RunningAgent.start(directory, "n1", "--join", agents.get(0).gossip()));
    agents.add(RunningAgent.start(directory, "n2", "--join", agents.get(0).gossip()));
  }

  @AfterEach
  void close() {
    agents.forEach(RunningAgent::close);
  }

  @Test
  void a_process_restarted_without_memory_under_load_leaves_no_zombie_and_loses_nothing() {
    long slowest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      changeAll();
      restart();
      long began = System.nanoTime();
      changeAll();
      awaitAgreement(round);
      slowest = Math.max(slowest, System.nanoTime() - began);
    }
    System.out.printf(
        "%d restarts under load, neither a zombie nor a loss; slowest agreement %d ms (seed %d)%n",
        ROUNDS, slowest / 1_000_000, seed);
  }

  /** At its old address and under its old name. */
  private void restart() {
    RunningAgent old = agents.get(RESTARTED);
    old.kill();
    wanted.get(RESTARTED).clear();
    agents.set(
        RESTARTED,
        RunningAgent.start(
            directory, "n2", "--bind", old.gossip(), "--join", agents.get(0).gossip()));
  }

  private void changeAll() {
    for (int change = 0; change < 10; change++) {
      for (int i = 0; i < agents.size(); i++) {
        change(agents.get(i), wanted.get(i));
      }
    }
  }

  private void change(RunningAgent agent, Map<String, Integer> own) {
    String id = "s" + random.nextInt(20);
    if (own.containsKey(id) && random.nextBoolean()) {
      own.remove(id);
      api.deregister(agent, id);
    } else {
      own.put(id, 1 + random.nextInt(60_000));
      api.register(agent, id, own.get(id));
    }
  }

  private void awaitAgreement(int round) {
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < agents.size(); i++) {
      String node = agents.get(i).name();
      wanted.get(i).forEach((id, port) -> expected.add(node + "/" + id + ":" + port));
    }
    for (RunningAgent agent : agents) {
      await("seed " + seed + ", round " + round + ", at " + agent.name())
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(() -> assertThat(api.shown(agent)).isEqualTo(expected));
    }
  }
}
