package io.paceline.sidecar.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class StderrLoggerTest {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(before);
  }

  @Test
  void line_has_time_level_class_and_message() {
    logger(Level.INFO).info("joined {} of {}", 1, 2);
    assertThat(text())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z INFO B joined 1 of 2\n");
  }

  @Test
  void what_is_below_the_threshold_is_not_written() {
    logger(Level.WARN).info("no");
    logger(Level.INFO).debug("no");
    assertThat(text()).isEmpty();
    logger(Level.DEBUG).debug("yes");
    assertThat(text()).endsWith("DEBUG B yes\n");
  }

  @Test
  void peer_cannot_forge_a_line_by_its_name() {
    logger(Level.INFO).info("member {} joined", "x\n2026 ERROR forged\u001b[2J");
    assertThat(text()).hasLineCount(1).endsWith("member x?2026 ERROR forged?[2J joined\n");
  }

  @Test
  void failure_comes_with_its_trace() {
    logger(Level.INFO).error("broken", new IllegalStateException("why"));
    assertThat(text()).contains("ERROR B broken\n").contains("IllegalStateException: why");
  }

  @Test
  void follower_sees_what_is_below_the_threshold_and_standard_error_does_not() {
    List<String> followed = new ArrayList<>();
    Logger logger = logger(Level.INFO);
    Runnable stop = LogFollowers.add(Level.DEBUG, line -> followed.add(line.message()));
    logger.debug("detail {}", 1);
    logger.trace("no");
    assertThat(new StderrLogger("io.netty.X", Level.WARN, false).isDebugEnabled()).isFalse();
    stop.run();
    assertThat(logger.isDebugEnabled()).isFalse();
    logger.info("afterwards");
    assertThat(followed).containsExactly("detail 1");
    assertThat(text()).hasLineCount(1).endsWith("afterwards\n");
  }

  private static Logger logger(Level threshold) {
    return new StderrLogger("a.B", threshold);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
