package io.paceline.benchmarks.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of agent, and how one is started. Both run with the same timing and join through the same
 * two seeds.
 *
 * @param label for the table
 * @param program the command without its options
 * @param bound what its log says when it can be reached
 * @param serf whether it takes Serf's options, else Paceline's
 */
record AgentKind(String label, List<String> program, String bound, boolean serf) {
  private static final int PORT = 7946;

  /** Many of them share this machine: they are kept small, and compile little. */
  static final List<String> JVM_FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+UseSerialGC");

  /**
   * The sidecar.
   *
   * @param archive class data to share, made by {@code -XX:ArchiveClassesAtExit}
   */
  static AgentKind paceline(String jar, Optional<String> archive) {
    List<String> program = new ArrayList<>();
    program.add(ProcessHandle.current().info().command().orElse("java"));
    program.addAll(JVM_FLAGS);
    archive.ifPresent(file -> program.add("-XX:SharedArchiveFile=" + file));
    program.addAll(List.of("-jar", jar, "agent"));
    return new AgentKind("Paceline", program, "listening on", false);
  }

  static AgentKind serf(String binary) {
    return new AgentKind("serf", List.of(binary, "agent"), "Serf agent starting", true);
  }

  /**
   * One agent to be started.
   *
   * @param profile {@code lan} or {@code local}
   * @param life how many times it was started before: a tag, by which a restart can be seen
   */
  record Seat(String name, String address, List<String> seeds, String profile, int life) {}

  List<String> command(Seat seat) {
    List<String> command = new ArrayList<>(program);
    command.addAll(serf ? serfOptions(seat) : pacelineOptions(seat));
    return command;
  }

  private static List<String> serfOptions(Seat seat) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-node=" + seat.name(),
                "-bind=" + seat.address() + ":" + PORT,
                "-rpc-addr=127.0.0.1:7373",
                "-profile=" + seat.profile(),
                "-tag=life=" + seat.life(),
                "-retry-interval=1s"));
    seat.seeds().forEach(seed -> options.add("-retry-join=" + seed + ":" + PORT));
    return options;
  }

  private static List<String> pacelineOptions(Seat seat) {
    return List.of(
        "--node=" + seat.name(),
        "--bind=" + seat.address() + ":" + PORT,
        "--dns=127.0.0.1:8600",
        "--http=127.0.0.1:8500",
        "--profile=" + seat.profile(),
        "--tag=life=" + seat.life(),
        "--allow-unencrypted",
        "--join=" + String.join(",", seat.seeds()));
  }
}
