package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What nodes advertise on a host with many addresses. The host is a network namespace, which ends
 * with the last process in it.
 */
@Timeout(180)
final class WildcardAddressTest {
  /** A bridge of containers comes first; the default route's link has a public address as well. */
  private static final String HOST =
      """
      set -e
      ip link set lo up
      ip link add containers type veth peer name c1
      ip link add outside type veth peer name o1
      ip addr add 172.17.0.1/16 dev containers
      ip addr add 203.0.113.5/24 dev outside
      ip addr add 10.98.0.1/24 dev outside
      ip addr add 10.98.0.2/24 dev outside
      for link in containers c1 outside o1; do ip link set $link up; done
      ip route add default via 10.98.0.254 dev outside
      """;

  @Test
  void a_node_on_a_wildcard_advertises_the_private_address_and_peers_see_when_another_is_used()
      throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assumeHost();

    Output output =
        inHost(
            "exec \"$@\"",
            java,
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            WildcardNodes.class.getName());

    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text())
        .contains("bound to 0.0.0.0, seen at 10.98.0.1, sends from elsewhere: false")
        .contains("bound to ::, seen at 10.98.0.1, sends from elsewhere: false")
        .contains("told to say 203.0.113.5, seen at 203.0.113.5, sends from elsewhere: true")
        .containsPattern("refused: .*none of this host's own is private and usable.*203\\.0\\.113");
  }

  private static void assumeHost() throws Exception {
    RealProgram.IP.path();
    Output tried = inHost("exit 0");
    RealProgram.requireMachine(
        tried.exitCode() == 0, "no network namespace can be made here: " + tried.text());
  }

  private record Output(int exitCode, String text) {}

  private static Output inHost(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(RealProgram.UNSHARE.path().toString());
    command.addAll(List.of("--net", "sh", "-c", HOST + script, "sh"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " does not end");
    }
    return new Output(process.exitValue(), text);
  }
}
