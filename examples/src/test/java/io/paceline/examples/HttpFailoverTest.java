package io.paceline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the example prints, in this order. Its times are for people. */
class HttpFailoverTest {
  private static final long SECONDS_MAX = 180;

  @TempDir Path directory;

  @Test
  void a_call_is_answered_by_the_survivor_before_the_catalog_has_forgotten_the_dead()
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Process example =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HttpFailoverExample.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(example.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("it ended").isTrue();
    } finally {
      example.destroyForcibly();
    }
    String text = Files.readString(out, StandardCharsets.UTF_8);
    System.out.println(text);
    assertThat(example.exitValue()).as(text).isZero();
    assertThat(text)
        .containsSubsequence(
            "answered by orders-1 and orders-2",
            "orders-1 was killed",
            "answered by orders-2 after",
            "still in the catalog: true",
            "out of the catalog",
            "0 failed");
  }
}
