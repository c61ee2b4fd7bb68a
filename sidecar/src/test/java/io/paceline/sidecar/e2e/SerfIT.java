package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sidecars and a real Serf agent in one encrypted cluster. */
class SerfIT {
  private static final String KEY = "cg8StVXbQJ0gPvMd9o7yrg==";

  @TempDir Path directory;

  @Test
  void serf_agent_and_sidecars_see_each_other_come_fail_and_leave() throws IOException {
    Path serf = RealProgram.SERF.path();
    String keys = keyFile().toString();
    String rpc = "127.0.0.1:" + freePort();
    String bind = "127.0.0.1:" + freePort();
    Process real =
        new ProcessBuilder(
                serf.toString(),
                "agent",
                "-node=real",
                "-bind=" + bind,
                "-rpc-addr=" + rpc,
                "-encrypt=" + KEY,
                "-profile=local")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("serf.log").toFile())
            .start();
    try (RunningAgent a =
            RunningAgent.start(directory, "a", "--join", bind, "--key-file", keys, "--tag", "x=y");
        RunningAgent b = RunningAgent.start(directory, "b", "--join", bind, "--key-file", keys)) {
      eventually(() -> members(serf, rpc).stream().filter(m -> m.contains("alive")).count() == 3);
      assertThat(members(serf, rpc)).anyMatch(m -> m.startsWith("a ") && m.contains("x=y"));
      eventually(() -> a.cli("members").out().contains("real"));

      a.cli("register", "--name", "web", "--port", "80");
      eventually(() -> b.cli("services").out().contains("web"));

      a.cli("leave");
      eventually(() -> members(serf, rpc).stream().anyMatch(m -> m.matches("a .* left.*")));
      b.kill();
      eventually(() -> members(serf, rpc).stream().anyMatch(m -> m.matches("b .* failed.*")));
    } finally {
      real.destroyForcibly();
    }
    assertThat(serfLog()).as("what Serf has to complain of").isEmpty();
  }

  /** Warnings about our nodes while they were up; that b failed is its to say. */
  private List<String> serfLog() throws IOException {
    return Files.readAllLines(directory.resolve("serf.log")).stream()
        .filter(line -> line.contains("[WARN]") || line.contains("[ERR]"))
        .filter(line -> !line.contains("Suspect b") && !line.contains(": b ("))
        .filter(line -> !line.contains("Failed fallback") && !line.contains("failed to connect"))
        .toList();
  }

  private static List<String> members(Path serf, String rpc) {
    return PacelineJar.finish(new ProcessBuilder(serf.toString(), "members", "-rpc-addr=" + rpc))
        .out()
        .lines()
        .toList();
  }

  private Path keyFile() throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), "[\"" + KEY + "\"]");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
