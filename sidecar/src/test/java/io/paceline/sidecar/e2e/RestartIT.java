package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data directory is for. */
class RestartIT {
  @TempDir Path directory;

  @Test
  void registrations_and_peers_survive_a_crash_with_a_data_directory() {
    String data = directory.resolve("data").toString();
    try (RunningAgent peer = RunningAgent.start(directory, "peer")) {
      try (RunningAgent agent =
          RunningAgent.start(directory, "a", "--join", peer.gossip(), "--data-dir", data)) {
        agent.cli("register", "--name", "web", "--id", "w1", "--port", "80", "--attr", "k=v");
        eventually(() -> peer.cli("services").out().contains("w1"));
        // registrations are kept before they are confirmed, peers a moment after they are met
        eventually(() -> Files.readString(Path.of(data, "peers")).contains(peer.gossip()));
        agent.kill();
        eventually(() -> !peer.cli("services").out().contains("w1"));
      }
      try (RunningAgent again = RunningAgent.start(directory, "a", "--data-dir", data)) {
        assertThat(again.cli("services").out()).contains("w1").contains("k=v");
        eventually(() -> peer.cli("services").out().contains("w1")); // found without --join
        assertThat(again.cli("deregister", "w1").exitCode()).isZero();
        eventually(() -> !peer.cli("services").out().contains("w1"));
      }
    }
  }

  @Test
  void services_are_as_the_files_of_a_directory_say() throws IOException {
    String data = directory.resolve("data").toString();
    Path files = Files.createDirectory(directory.resolve("services"));
    Path web = Files.writeString(files.resolve("web.yaml"), "service: {name: web, port: 80}\n");
    Path api = files.resolve("api.json");
    String[] options = {"--data-dir", data, "--service-dir", files.toString()};
    try (RunningAgent agent = RunningAgent.start(directory, "a", options)) {
      eventually(() -> services(agent).contains("127.0.0.1:80 "));
      CommandHere.run(agent, "register", "--name", "by-hand", "--port", "1");
      Files.writeString(api, "{\"service\": {\"name\": \"api\", \"port\": 81}}");
      eventually(() -> services(agent).contains("127.0.0.1:81 "));

      Files.writeString(web, "service: {name: web, prt: 8000}\n");
      eventually(() -> agent.log().contains("web.yaml:1:22: unknown field \"prt\""));
      assertThat(services(agent)).contains("127.0.0.1:80 ").contains("by-hand");

      CommandHere.run(agent, "deregister", "api");
      Files.writeString(web, "service: {name: web, port: 8000}\n");
      hangUp(agent);
      eventually(() -> services(agent).contains("127.0.0.1:8000 "));
      agent.kill();
    }
    Files.delete(web);
    try (RunningAgent again = RunningAgent.start(directory, "a", options)) {
      eventually(() -> services(again).contains("api") && !services(again).contains("web"));
      assertThat(services(again)).contains("by-hand");
    }
  }

  private static String services(RunningAgent agent) {
    return CommandHere.run(agent, "services").out();
  }

  private static void hangUp(RunningAgent agent) {
    ProcessBuilder kill = new ProcessBuilder("kill", "-HUP", Long.toString(agent.pid()));
    assertThat(PacelineJar.finish(kill).exitCode()).isZero();
  }

  @Test
  void without_a_data_directory_nothing_survives() {
    try (RunningAgent agent = RunningAgent.start(directory, "a")) {
      agent.cli("register", "--name", "web", "--port", "80");
      agent.kill();
    }
    try (RunningAgent again = RunningAgent.start(directory, "a")) {
      assertThat(again.cli("services").out()).doesNotContain("web");
    }
  }

  private static void eventually(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
