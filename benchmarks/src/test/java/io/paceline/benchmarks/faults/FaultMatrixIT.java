package io.paceline.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few rows of the matrix, once each, with the packaged sidecar in one cluster. */
class FaultMatrixIT {
  private static final int NODES = 4;

  @TempDir Path logs;

  @Test
  void a_cluster_sits_out_a_cut_notices_a_crash_and_finds_a_member_that_moved() throws Exception {
    Path jar = Path.of("..", "sidecar", "target", "paceline.jar").toAbsolutePath();
    assertThat(jar).as("made in the package phase").exists();
    AgentKind kind = AgentKind.paceline(jar.toString(), Optional.empty());
    Network network = network();
    try (Cluster cluster = new Cluster(kind, "local", network, NODES, logs)) {
      assertThat(cluster.settle()).as("the cluster forms").isTrue();
      for (Row row :
          List.of(
              HoldRow.oneWayCut(Duration.ofSeconds(8)),
              new CrashRow(),
              new RestartRow(false, true))) {
        Outcome outcome = row.run(cluster, new SplittableRandom(1));
        assertThat(outcome.asExpected()).as(row.name() + ": " + outcome).isTrue();
        assertThat(cluster.settle()).as("healed after " + row.name()).isTrue();
      }
    }
  }

  /** Where there is no right to make one, the test ends here. */
  private static Network network() throws IOException {
    RealProgram.IP.path();
    RealProgram.IPTABLES.path();
    Assumptions.assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "network namespaces take root");
    return new Network("plft" + ProcessHandle.current().pid(), NODES);
  }
}
