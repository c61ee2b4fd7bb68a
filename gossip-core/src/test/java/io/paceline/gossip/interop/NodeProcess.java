package io.paceline.gossip.interop;

import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Paceline node in a JVM of its own, so that it can be killed like any process. */
final class NodeProcess implements AutoCloseable {
  private final Process process;

  private NodeProcess(Process process) {
    this.process = process;
  }

  static NodeProcess start(String name, String ip, String seed) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            name,
            ip,
            seed);
    return new NodeProcess(new ProcessBuilder(command).inheritIO().start());
  }

  /** Runs a node until the process is killed: {@code NAME IP SEED}. */
  public static void main(String[] arguments) throws Exception {
    GossipNode node =
        GossipNode.start(
            GossipConfig.local(arguments[0])
                .bind(arguments[1], 7946)
                .seeds(arguments[2])
                .tag("kind", "process")
                .build());
    Thread.currentThread().join(); // for ever
    node.close();
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
  }

  @Override
  public void close() {
    kill();
  }
}
