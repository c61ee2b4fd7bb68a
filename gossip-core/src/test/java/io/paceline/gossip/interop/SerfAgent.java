package io.paceline.gossip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A real {@code serf agent} process, and what its command line tool says of the cluster. */
final class SerfAgent implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RealProgram program;
  private final String name;
  private final String gossip;
  private final String rpc;
  private final Path log;
  private final Process process;

  /** One line of {@code serf members}. */
  record Row(String name, String address, String status, Map<String, String> tags) {}

  private SerfAgent(
      RealProgram program, String name, String gossip, String rpc, Path log, Process process) {
    this.program = program;
    this.name = name;
    this.gossip = gossip;
    this.rpc = rpc;
    this.log = log;
    this.process = process;
  }

  /** Starts an agent on port 7946 of its own address, and waits until it answers its tool. */
  static SerfAgent start(
      RealProgram program, String name, String ip, Path folder, String... options)
      throws IOException {
    return start(program, name, ip + ":7946", ip + ":7373", folder, options);
  }

  /** The same at a port of its own, both {@code IP:PORT}. */
  static SerfAgent start(
      RealProgram program, String name, String gossip, String rpc, Path folder, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.path().toString(), "agent"));
    command.addAll(List.of("-node=" + name, "-bind=" + gossip, "-rpc-addr=" + rpc));
    command.addAll(List.of("-log-level=debug"));
    command.addAll(List.of(options));
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    SerfAgent agent = new SerfAgent(program, name, gossip, rpc, log, process);
    await(name + " answers").atMost(PATIENCE).until(() -> agent.run("members").exitCode() == 0);
    return agent;
  }

  String name() {
    return name;
  }

  String seed() {
    return gossip;
  }

  String ip() {
    return gossip.substring(0, gossip.lastIndexOf(':'));
  }

  /** What a run of the tool came to. */
  record Output(int exitCode, String text) {}

  /** Runs {@code serf COMMAND} against this agent. */
  Output run(String command, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(List.of(program.path().toString(), command, "-rpc-addr=" + rpc));
    line.addAll(List.of(arguments));
    Process tool = new ProcessBuilder(line).redirectErrorStream(true).start();
    String text = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Output(tool.waitFor(), text);
    } catch (InterruptedException e) {
      tool.destroyForcibly();
      throw new IOException(e);
    }
  }

  /** The same, and the output if the tool is content. */
  String runSuccessfully(String command, String... arguments) throws IOException {
    Output output = run(command, arguments);
    assertThat(output.exitCode()).as(output.text()).isZero();
    return output.text();
  }

  List<Row> members() throws IOException {
    Output output = run("members");
    assertThat(output.exitCode()).as(output.text()).isZero();
    return output.text().lines().filter(line -> !line.isBlank()).map(SerfAgent::row).toList();
  }

  /** {@code name address status key=value,…}, padded by blanks. */
  private static Row row(String line) {
    String[] columns = line.trim().split("\\s+");
    Map<String, String> tags = new TreeMap<>();
    if (columns.length > 3) {
      for (String tag : columns[3].split(",")) {
        int equals = tag.indexOf('=');
        tags.put(tag.substring(0, equals), tag.substring(equals + 1));
      }
    }
    return new Row(columns[0], columns[1], columns[2], tags);
  }

  Optional<Row> member(String member) throws IOException {
    return members().stream().filter(row -> row.name().equals(member)).findFirst();
  }

  /** Waits until this agent shows a member in a status: alive, leaving, left or failed. */
  void awaitStatus(String member, String status) {
    await(member + " is " + status + " at " + name)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> member(member).map(Row::status).orElse("unknown").equals(status));
  }

  void join(String seed) throws IOException {
    runSuccessfully("join", seed);
  }

  void fireEvent(String event, String payload) throws IOException {
    runSuccessfully("event", event, payload);
  }

  void setTag(String tag, String value) throws IOException {
    runSuccessfully("tags", "-set", tag + "=" + value);
  }

  /** Leaves gracefully; the agent ends by itself. */
  void leave() throws IOException {
    runSuccessfully("leave");
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  /** Whether the process runs. */
  boolean isRunning() {
    return process.isAlive();
  }

  /** Lines of its log that warn of something or report an error and name the member. */
  List<String> complaintsAbout(String member) throws IOException {
    return logLines().stream()
        .filter(line -> line.contains("[WARN]") || line.contains("[ERR]"))
        .filter(line -> line.contains(member))
        .toList();
  }

  List<String> logLines() throws IOException {
    return Files.readAllLines(log);
  }

  /** A graceful end if it is still there, so that nothing outlives the test. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
