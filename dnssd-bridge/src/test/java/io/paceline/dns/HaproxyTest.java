package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import io.paceline.testing.RealProgram;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy fills the servers of a backend from SRV records: {@code server-template}. */
class HaproxyTest {
  private final FixedCatalog catalog = new FixedCatalog().node("n1", "127.0.0.1", Map.of());

  @TempDir Path folder;

  private static ServiceInstance.Builder web(int port, int weight) {
    return ServiceInstance.builder("web")
        .id("web-" + port)
        .node("n1")
        .address("127.0.0." + (port - 9_000))
        .port(port)
        .weights(new Weights(weight, 1));
  }

  @Test
  void servers_appear_with_their_weight_and_disappear() throws Exception {
    var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    catalog.instance(web(9_001, 256)).instance(web(9_002, 512));
    try (DnsServer server = DnsServer.start(DnsConfig.builder().bind(bind).build(), catalog)) {
      Process haproxy = start(server.address().getPort());
      try {
        awaitServers(List.of("9001 1", "9002 2"));
        catalog.instance(web(9_003, 256));
        awaitServers(List.of("9001 1", "9002 2", "9003 1"));
        catalog.remove(web(9_001, 256).build());
        awaitServers(List.of("9002 2", "9003 1"));
        // three at one address: one target, and one additional record for it
        catalog.remove(web(9_002, 512).build()).remove(web(9_003, 256).build());
        IntStream.range(9_011, 9_014)
            .forEach(port -> catalog.instance(web(port, 256).address("127.0.0.7")));
        awaitServers(List.of("9011 1", "9012 1", "9013 1"));
        assertThat(server.statistics().failures()).isZero();
      } finally {
        haproxy.destroyForcibly();
      }
    }
  }

  private Process start(int dnsPort) throws IOException {
    Path config = folder.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          stats socket %s level admin
        defaults
          mode tcp
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        resolvers paceline
          nameserver paceline 127.0.0.1:%d
          accepted_payload_size 8192
          timeout resolve 100ms
          timeout retry 100ms
          hold valid 100ms
          hold obsolete 100ms
          hold nx 100ms
        backend web
          server-template web 5 _web._tcp.service.consul resolvers paceline init-addr none
        """
            .formatted(folder.resolve("stats"), dnsPort));
    File log = folder.resolve("haproxy.log").toFile();
    return new ProcessBuilder(RealProgram.HAPROXY.path().toString(), "-db", "-f", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
  }

  private void awaitServers(List<String> expected) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class) // its socket is not there yet
        .untilAsserted(() -> assertThat(servers()).isEqualTo(expected));
  }

  /** Port and weight of each server that is up. */
  private List<String> servers() throws IOException {
    return ask("show servers state web\n")
        .lines()
        .map(line -> line.split(" "))
        .filter(columns -> columns.length > 18 && columns[4].startsWith("127.0.0."))
        .filter(columns -> columns[5].equals("2")) // running
        .map(columns -> columns[18] + " " + columns[7])
        .sorted()
        .toList();
  }

  private String ask(String command) throws IOException {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(folder.resolve("stats")));
      socket.write(ByteBuffer.wrap(command.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(65_536);
      while (socket.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }
}
