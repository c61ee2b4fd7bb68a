package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.sidecar.e2e.PacelineJar.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong ends with one line that says what, and with the documented exit code. */
class MistakesIT {
  private static final String[] FREE_PORTS = {
    "--bind", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0"
  };

  @TempDir Path directory;

  @Test
  void port_in_use_is_3_and_names_the_address() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      for (String option : List.of("--bind", "--dns", "--http")) {
        assertFailure(agent(option, address), 3, String.valueOf(taken.getLocalPort()));
      }
    }
  }

  @Test
  void bad_keys_are_4_and_never_shown() throws IOException {
    Path shortKey = keyFile("[\"c2VjcmV0\"]", "rw-------");
    Result result = agent("--key-file", shortKey.toString());
    assertFailure(result, 4, "has 6 bytes");
    assertThat(result.err()).doesNotContain("c2VjcmV0");

    Path open = keyFile("[\"cg8StVXbQJ0gPvMd9o7yrg==\"]", "rw-r--r--");
    assertFailure(agent("--key-file", open.toString()), 4, "chmod 600");
    assertFailure(agent("--key-file", directory + "/none"), 4, "does not exist");
  }

  @Test
  void wrong_command_lines_are_2() {
    assertFailure(agent("--tag", "big=" + "x".repeat(600)), 2, "512 bytes");
    assertFailure(agent("--zork", "1"), 2, "--zork");
    assertFailure(agent("--bind", "nowhere"), 2, "--bind must be IP:PORT");
    assertFailure(PacelineJar.run("zork"), 2, "zork");
    assertFailure(PacelineJar.run(), 2, "--help");
  }

  @Test
  void listening_beyond_loopback_without_protection_is_7() {
    assertFailure(agent("--bind", "0.0.0.0:0"), 7, "--allow-unencrypted");
    assertFailure(agent("--http", "0.0.0.0:0"), 7, "--http-token-file");
    assertFailure(agent("--allow", "10.0.0.0/8"), 2, "own allow-list");
  }

  @Test
  void no_agent_is_5() {
    assertFailure(PacelineJar.run("members", "--http-addr", "127.0.0.1:1"), 5, "no agent answers");
  }

  @Test
  void data_directory_that_cannot_be_used_is_8() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertFailure(agent("--data-dir", file.toString()), 8, "file");
  }

  @Test
  void refusal_of_the_agent_is_6_with_its_reason() {
    try (RunningAgent agent = RunningAgent.start(directory, "a")) {
      assertFailure(agent.cli("deregister", "none"), 6, "Unknown service ID \"none\"");
      assertFailure(agent.cli("register", "--name", "x", "--port", "99999"), 6, "port (99999)");
      assertFailure(
          agent.cli("register", "--name", "x", "--port", "1", "--attr", "=x"), 6, "RFC 6763");
    }
  }

  @Test
  void seed_that_cannot_be_reached_is_logged_and_tried_until_it_answers() throws IOException {
    String address = "127.0.0.1:" + freePort();
    try (RunningAgent late = RunningAgent.start(directory, "late", "--join", address)) {
      eventually(() -> late.log().contains(address));
      assertThat(late.cli("members").exitCode()).isZero();
      try (RunningAgent seed = RunningAgent.start(directory, "seed", "--bind", address)) {
        eventually(() -> late.cli("members").out().contains("seed"));
        eventually(() -> seed.cli("members").out().contains("late"));
      }
    }
  }

  /** Free a moment ago; the seed takes it later. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path keyFile(String content, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("key" + permissions), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** An agent on free ports, but for the option that is wrong. */
  private static Result agent(String option, String value) {
    List<String> words = new ArrayList<>(List.of("agent", "--node", "x"));
    for (int i = 0; i < FREE_PORTS.length; i += 2) {
      if (!FREE_PORTS[i].equals(option)) {
        words.addAll(List.of(FREE_PORTS[i], FREE_PORTS[i + 1]));
      }
    }
    words.addAll(List.of(option, value));
    return PacelineJar.run(words);
  }

  private static void assertFailure(Result result, int exitCode, String reason) {
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    List<String> said = result.err().lines().filter(line -> line.startsWith("paceline: ")).toList();
    assertThat(said).as(result.err()).hasSize(1);
    assertThat(said.get(0)).contains(reason);
    assertThat(result.err()).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  private static void eventually(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
