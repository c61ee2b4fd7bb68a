package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures and prints how quick and how small an agent is, with plain {@code java -jar}. Nothing is
 * asserted of the figures: they are the machine's as much as ours.
 */
class FootprintIT {
  private static final int RUNS = 5;
  private static final int PORT = 8600;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  /** {@code consul. SOA}: always there, with or without services. */
  private static final byte[] QUERY = {
    1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 6, 'c', 'o', 'n', 's', 'u', 'l', 0, 0, 6, 0, 1
  };

  @TempDir Path directory;

  @Test
  void start_to_first_dns_answer_and_memory_at_rest_are_printed() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "memory is read from /proc");
    List<Long> millis = new ArrayList<>();
    List<Long> kibibytes = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      measure(millis, kibibytes);
    }
    Collections.sort(millis);
    Collections.sort(kibibytes);
    System.out.printf(
        "process start to first DNS answer: median %d ms of %s; resident right after: median"
            + " %d MiB of %s KiB (JDK %s, plain java -jar)%n",
        millis.get(RUNS / 2),
        millis,
        kibibytes.get(RUNS / 2) / 1024,
        kibibytes,
        System.getProperty("java.version"));
  }

  private void measure(List<Long> millis, List<Long> kibibytes) throws IOException {
    String ip = ipOfItsOwn();
    List<String> words =
        List.of(
            "agent",
            "--node",
            "x",
            "--bind",
            "127.0.0.1:0",
            "--http",
            "127.0.0.1:0",
            "--dns",
            ip + ":" + PORT);
    Process agent =
        PacelineJar.command(words)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    try {
      long started = System.nanoTime();
      awaitAnswer(agent, ip);
      millis.add(Duration.ofNanos(System.nanoTime() - started).toMillis());
      kibibytes.add(residentKibibytes(agent.pid()));
    } finally {
      agent.destroyForcibly();
    }
  }

  private static void awaitAnswer(Process agent, String ip) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(ip), PORT));
      socket.setSoTimeout(1);
      await()
          .atMost(ANSWER_MAX)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2)) // the resolution of the figure
          .failFast("the agent has ended", () -> !agent.isAlive())
          .until(() -> isAnswered(socket));
    }
  }

  private static boolean isAnswered(DatagramSocket socket) throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[512], 512);
    try {
      socket.send(new DatagramPacket(QUERY, QUERY.length));
      socket.receive(answer);
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return false; // not up yet
    }
    assertThat(answer.getData()[3] & 0x0f).as("rcode").isZero();
    return true;
  }

  private static long residentKibibytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** The port is known before the start, so nothing else may take it meanwhile. */
  private static String ipOfItsOwn() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "127." + random.nextInt(64, 250) + "." + random.nextInt(1, 250) + ".1";
  }
}
