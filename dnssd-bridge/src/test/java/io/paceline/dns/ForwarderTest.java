package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paceline behind the forwarders that hosts have, set up as {@code docs/dns.md} says. */
class ForwarderTest {
  private static final List<String> WEB =
      List.of(
          "1 1 8081 n1.node.dc1.consul.",
          "1 10 8080 0a000005.addr.dc1.consul.",
          "1 3 8083 n3.node.dc1.consul.");

  private final String dig = RealProgram.DIG.path().toString();
  private final DnsServer server = startServer();
  private final int port = freePort();
  private final List<Process> started = new ArrayList<>();

  @TempDir Path folder;

  private static DnsServer startServer() {
    DnsConfig config =
        DnsConfig.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build();
    try {
      return DnsServer.start(config, ConsulVectorCatalog.load());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    server.close();
  }

  private void start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    File log = folder.resolve("forwarder.log").toFile();
    started.add(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start());
  }

  private List<String> dig(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(dig, "@127.0.0.1", "-p", String.valueOf(port), "+short", "+tries=1"));
    command.addAll(List.of(arguments));
    return Output.of(command).lines().sorted().toList();
  }

  private void assertForwards() throws IOException, InterruptedException {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> dig("_web._tcp.service.consul", "SRV").equals(WEB));
    assertThat(dig("_web._tcp.service.consul", "SRV", "+tcp")).isEqualTo(WEB);
    assertThat(dig("web.service.consul", "A")).containsExactly("10.0.0.1", "10.0.0.3", "10.0.0.5");
    assertThat(dig("web.service.consul", "AAAA")).isEmpty();
    assertThat(dig("many.service.consul", "SRV")).hasSize(20);
    assertThat(dig("0a000005.addr.dc1.consul", "A")).containsExactly("10.0.0.5");
    assertThat(dig("_services._dns-sd._udp.dnssd.consul", "PTR"))
        .contains("_web._tcp.dnssd.consul.");
  }

  @Test
  void dnsmasq_forwards_the_domain() throws Exception {
    start(
        RealProgram.DNSMASQ.path(),
        "--no-daemon",
        "--conf-file=/dev/null",
        "--user=" + System.getProperty("user.name"),
        "--pid-file=" + folder.resolve("pid"),
        "--no-resolv",
        "--no-hosts",
        "--listen-address=127.0.0.1",
        "--bind-interfaces",
        "--port=" + port,
        "--server=/consul/127.0.0.1#" + server.address().getPort());
    assertForwards();
  }

  @Test
  void unbound_asks_paceline_as_the_domains_own_server() throws Exception {
    Path config = folder.resolve("unbound.conf");
    Files.writeString(
        config,
        """
        server:
          interface: 127.0.0.1@%d
          port: %d
          username: ""
          chroot: ""
          pidfile: ""
          directory: "%s"
          use-syslog: no
          do-not-query-localhost: no
          domain-insecure: "consul."
        stub-zone:
          name: "consul."
          stub-addr: 127.0.0.1@%d
        """
            .formatted(port, port, folder, server.address().getPort()));
    start(RealProgram.UNBOUND.path(), "-d", "-c", config.toString());
    assertForwards();
  }

  @Test
  void coredns_forwards_the_domain() throws Exception {
    Path config = folder.resolve("Corefile");
    Files.writeString(
        config,
        """
        consul.:%d {
          bind 127.0.0.1
          forward . 127.0.0.1:%d
        }
        """
            .formatted(port, server.address().getPort()));
    start(RealProgram.COREDNS.path(), "-conf", config.toString());
    assertForwards();
  }
}
