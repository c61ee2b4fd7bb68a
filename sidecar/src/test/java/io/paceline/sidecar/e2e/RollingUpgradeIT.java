package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.paceline.testing.RealProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of an earlier version become this version one by one, and the earlier one again,
 * as an operator does it.
 */
final class RollingUpgradeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MEMBERS = 3;
  private static final int SERVICES = 20;

  private final CatalogApi api = new CatalogApi();
  private final List<RunningAgent> agents = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() {
    agents.forEach(RunningAgent::close);
  }

  @Test
  void processes_are_upgraded_and_taken_back_one_by_one_and_no_record_is_lost() {
    assumeThat(isInHistory(RealProgram.PREVIOUS_COMMIT))
        .as("the earlier commit %s is in this clone", RealProgram.PREVIOUS_COMMIT)
        .isTrue();
    Path earlier = RealProgram.PREVIOUS.path();
    TreeSet<String> all = new TreeSet<>();
    for (int i = 0; i < MEMBERS; i++) {
      agents.add(start(earlier, i));
      for (int s = 0; s < SERVICES; s++) {
        api.register(agents.get(i), "s" + i + "-" + s, 1 + s);
        all.add("n" + i + "/s" + i + "-" + s + ":" + (1 + s));
      }
    }
    awaitAll(all);
    for (Path jar : List.of(PacelineJar.path(), earlier)) {
      for (int i = 0; i < MEMBERS; i++) {
        roll(i, jar, all);
      }
    }
  }

  /** A jar that is named needs no history. */
  private static boolean isInHistory(String commit) {
    return System.getenv("PREVIOUS_BIN") != null
        || PacelineJar.finish(new ProcessBuilder("git", "cat-file", "-e", commit + "^{commit}"))
                .exitCode()
            == 0;
  }

  private RunningAgent start(Path jar, int index) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--data-dir", directory.resolve("data-" + index).toString()));
    if (!agents.isEmpty()) {
      options.addAll(List.of("--join", agents.get(index == 0 ? 1 : 0).gossip()));
    }
    return RunningAgent.start(jar, directory, "n" + index, options.toArray(String[]::new));
  }

  /** It leaves, and starts again as the other version. The others show the rest all the time. */
  private void roll(int index, Path jar, Set<String> all) {
    TreeSet<String> rest = new TreeSet<>(all);
    rest.removeIf(shown -> shown.startsWith("n" + index + "/"));
    agents.get(index).terminate();
    agents.get(index).awaitEnd();
    agents.set(index, start(jar, index));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              for (RunningAgent other : agents) {
                if (other != agents.get(index)) {
                  assertThat(api.shown(other)).containsAll(rest);
                }
              }
              return agents.stream().allMatch(agent -> api.shown(agent).equals(all));
            });
  }

  private void awaitAll(Set<String> all) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> agents.stream().allMatch(agent -> api.shown(agent).equals(all)));
  }
}
