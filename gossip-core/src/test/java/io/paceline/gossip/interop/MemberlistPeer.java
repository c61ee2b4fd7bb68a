package io.paceline.gossip.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** A real member of memberlist without Serf ({@code .ci/memberlist}), and what it has said. */
final class MemberlistPeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MEMBERS = "members: ";

  private final String name;
  private final String ip;
  private final Path log;
  private final Process process;

  private MemberlistPeer(String name, String ip, Path log, Process process) {
    this.name = name;
    this.ip = ip;
    this.log = log;
    this.process = process;
  }

  /** Starts one on port 7946 of an address, and waits until it listens and has tried to join. */
  static MemberlistPeer start(String name, String ip, Path folder, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(RealProgram.MEMBERLIST.path().toString()));
    command.addAll(List.of("-name", name, "-bind", ip));
    command.addAll(options);
    Path log = Files.createTempFile(folder, name + "-", ".log"); // a name may start twice
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    MemberlistPeer peer = new MemberlistPeer(name, ip, log, process);
    peer.awaitLine(MEMBERS);
    return peer;
  }

  String seed() {
    return ip + ":7946";
  }

  /** Waits until it says something that contains this. */
  void awaitLine(String part) {
    await(part, () -> logLines().stream().anyMatch(line -> line.contains(part)));
  }

  /** Waits until these, in order, are all that it takes for members. */
  void awaitMembers(String... names) {
    String wanted = MEMBERS + String.join(" ", names);
    await(
        wanted,
        () ->
            logLines().stream()
                .filter(line -> line.startsWith(MEMBERS))
                .reduce("", (earlier, later) -> later)
                .equals(wanted));
  }

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(name + ": " + what)
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(process.isAlive()).as(() -> log + " tells why it ended").isTrue();
              return condition.call();
            });
  }

  List<String> logLines() throws IOException {
    return Files.readAllLines(log);
  }

  /** {@code kill -9}, and what ends it after a test. */
  @Override
  public void close() {
    process.destroyForcibly();
    Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
  }
}
