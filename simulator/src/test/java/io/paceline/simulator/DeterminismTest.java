package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The same seed does the same in processes of their own: what differs from one JVM run to the next,
 * such as the order of {@code Set.of} or identity hash codes, shows here and nowhere else.
 */
class DeterminismTest {
  private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final long[] SEEDS = {11, 12, 13, 14};

  @Test
  void a_seed_has_the_same_trace_in_two_processes() throws IOException, InterruptedException {
    for (long seed : SEEDS) {
      assertThat(trace(THIS_JAVA, seed)).isEqualTo(trace(THIS_JAVA, seed));
    }
  }

  @Test
  void a_seed_has_the_same_trace_on_java_25() throws IOException, InterruptedException {
    Optional<Path> other = java25();
    assumeTrue(
        other.isPresent(), "no Java 25 here: set PACELINE_JAVA_25 to the home directory of one");
    for (long seed : SEEDS) {
      assertThat(trace(other.orElseThrow(), seed)).isEqualTo(trace(THIS_JAVA, seed));
    }
  }

  @Test
  void another_seed_has_another_trace() throws IOException, InterruptedException {
    assertThat(trace(THIS_JAVA, 1)).isNotEqualTo(trace(THIS_JAVA, 2));
  }

  /** All that the command prints: the options, the hash, how many events, how it ended. */
  private static String trace(Path java, long seed) throws IOException, InterruptedException {
    Path out = Files.createTempFile("simulator", ".txt");
    try {
      Process process =
          new ProcessBuilder(
                  java.toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  SimulatorMain.class.getName(),
                  "--seed",
                  Long.toString(seed),
                  "--nodes",
                  "10",
                  "--duration",
                  "60s",
                  "--trace-hash")
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      String printed = Files.readString(out, StandardCharsets.UTF_8);
      assertThat(printed).contains("trace hash ");
      return printed;
    } finally {
      Files.delete(out);
    }
  }

  private static Optional<Path> java25() throws IOException {
    String named =
        System.getProperty("paceline.java25", System.getenv().getOrDefault("PACELINE_JAVA_25", ""));
    Stream<Path> candidates =
        named.isEmpty() ? installed(Path.of("/usr/lib/jvm")) : Stream.of(Path.of(named));
    List<Path> javas =
        candidates
            .map(home -> home.resolve("bin").resolve("java"))
            .filter(Files::isExecutable)
            .toList();
    return javas.stream().findFirst();
  }

  private static Stream<Path> installed(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> homes = Files.list(directory)) {
      return homes
          .filter(home -> home.getFileName().toString().contains("25"))
          .sorted()
          .toList()
          .stream();
    }
  }
}
