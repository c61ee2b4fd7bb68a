package io.paceline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program, and what it prints. */
@Timeout(120)
class GrpcExampleTest {
  @Test
  void calls_by_name_are_answered_by_both_servers() throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      GrpcExample.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .contains("hello from orders-1", "hello from orders-2");
  }
}
