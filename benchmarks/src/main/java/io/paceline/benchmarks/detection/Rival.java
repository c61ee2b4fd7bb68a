package io.paceline.benchmarks.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A kind of agent that can be started with memberlist's LAN timing, and how its log tells of
 * members.
 *
 * @param label for the table
 * @param program the command without its options
 * @param network the third byte of the loopback addresses it uses, so that two kinds do not meet
 * @param joined matches a line about a member that joined; group 1 is its name
 * @param failed the same for a member that failed
 */
record Rival(String label, List<String> program, int network, Pattern joined, Pattern failed) {
  private static final int PORT = 17_946;

  static Rival paceline(String java, String jar) {
    return new Rival(
        "Paceline",
        List.of(java, "-jar", jar, "agent"),
        71,
        Pattern.compile("member-join: (\\S+)"),
        Pattern.compile("member-failed: (\\S+)"));
  }

  static Rival serf(String binary) {
    return new Rival(
        "serf",
        List.of(binary, "agent"),
        72,
        Pattern.compile("EventMemberJoin: (\\S+)"),
        Pattern.compile("EventMemberFailed: (\\S+)"));
  }

  static String name(int index) {
    return "node-" + index;
  }

  /** The command line of the agent with this number; all join through the first two. */
  List<String> command(int index) {
    List<String> command = new ArrayList<>(program);
    command.addAll(label.equals("serf") ? serfOptions(index) : pacelineOptions(index));
    return command;
  }

  private List<String> serfOptions(int index) {
    return List.of(
        "-node=" + name(index),
        "-bind=" + address(index) + ":" + PORT,
        "-rpc-addr=" + address(index) + ":" + (PORT + 1),
        "-profile=lan",
        "-log-level=info",
        "-retry-join=" + address(0) + ":" + PORT,
        "-retry-join=" + address(1) + ":" + PORT,
        "-retry-interval=1s");
  }

  private List<String> pacelineOptions(int index) {
    return List.of(
        "--node=" + name(index),
        "--bind=" + address(index) + ":" + PORT,
        "--dns=" + address(index) + ":" + (PORT + 1),
        "--http=" + address(index) + ":" + (PORT + 2),
        "--profile=lan",
        "--join=" + address(0) + ":" + PORT + "," + address(1) + ":" + PORT);
  }

  private String address(int index) {
    return "127.0." + network + "." + (index + 1);
  }
}
