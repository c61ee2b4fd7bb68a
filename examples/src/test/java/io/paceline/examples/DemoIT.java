package io.paceline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as the README starts it. */
class DemoIT {
  private static final long SECONDS_MAX = 180;

  @TempDir Path directory;

  @Test
  void demo_shows_an_answer_with_two_instances_and_then_one_with_the_survivor()
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "paceline-demo.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(demo.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("the demo ended").isTrue();
    } finally {
      demo.destroyForcibly();
    }
    String text = Files.readString(out, StandardCharsets.UTF_8);
    System.out.println(text);
    assertThat(demo.exitValue()).as(text).isZero();
    String[] halves = text.split("was killed");
    assertThat(halves).hasSize(2);
    assertThat(halves[0]).contains("$ dig @127.0.0.1").contains(" 8081 ").contains(" 8082 ");
    assertThat(halves[1]).contains("the answer is").contains(" 8081 ").doesNotContain(" 8082 ");
  }
}
