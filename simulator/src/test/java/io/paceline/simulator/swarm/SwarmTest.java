package io.paceline.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The kept seeds first, then fresh ones, in clusters of several sizes. More are run with {@code
 * -Dpaceline.simulator.seeds=N}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwarmTest {
  private static final int FRESH = Integer.getInteger("paceline.simulator.seeds", 150);
  private static final Duration DURATION = Duration.ofMinutes(2);

  /** One line of the list. */
  private record Kept(long seed, int nodes, Duration duration) {
    private static Kept of(String line) {
      String[] words = line.split(" +", 4);
      return new Kept(
          Long.parseLong(words[0]),
          Integer.parseInt(words[1]),
          Duration.ofSeconds(Long.parseLong(words[2])));
    }
  }

  @Test
  @Order(1)
  void seeds_that_once_failed_pass() throws IOException {
    for (Kept kept : kept()) {
      SwarmReport report = new Swarm(kept.seed, kept.nodes, kept.duration, null).run();
      assertThat(report.passed()).as(report.text()).isTrue();
    }
  }

  @Test
  @Order(2)
  void fresh_seeds_of_ten_nodes_pass() {
    pass(10, FRESH);
  }

  @Test
  @Order(3)
  void fresh_seeds_of_three_nodes_pass() {
    pass(3, FRESH);
  }

  @Test
  @Order(4)
  void fresh_seeds_of_forty_nodes_pass() {
    pass(40, FRESH / 20);
  }

  private static void pass(int nodes, int seeds) {
    long first = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
    System.out.println(
        "simulator: seeds " + first + ".." + (first + seeds - 1) + ", " + nodes + " nodes");
    SeedRange range = new SeedRange(first, first + seeds - 1, nodes, DURATION);
    SeedRange.Outcome outcome = range.run(Runtime.getRuntime().availableProcessors(), report -> {});
    System.out.println("simulator: " + outcome.text());
    assertThat(range.failures())
        .as(() -> String.join("\n", range.failures().stream().map(SwarmReport::text).toList()))
        .isEmpty();
    assertThat(outcome.passed()).isEqualTo(seeds);
  }

  private static List<Kept> kept() throws IOException {
    InputStream in = Objects.requireNonNull(SwarmTest.class.getResourceAsStream("kept-seeds.txt"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).map(Kept::of).toList();
    }
  }
}
