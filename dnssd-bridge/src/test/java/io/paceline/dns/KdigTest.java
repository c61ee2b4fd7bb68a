package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Paceline asked by {@code kdig}, which sends many queries on one TCP connection. */
class KdigTest {
  private final String kdig = RealProgram.KDIG.path().toString();

  @Test
  void many_queries_share_one_tcp_connection() throws Exception {
    DnsConfig config =
        DnsConfig.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build();
    try (DnsServer server = DnsServer.start(config, ConsulVectorCatalog.load())) {
      String port = String.valueOf(server.address().getPort());
      String output =
          Output.of(
              List.of(
                  kdig,
                  "@127.0.0.1",
                  "-p",
                  port,
                  "+tcp",
                  "+keepopen",
                  "+short",
                  "web.service.consul",
                  "A",
                  "six.service.consul",
                  "AAAA",
                  "many.service.consul",
                  "SRV"));
      assertThat(output.lines()).contains("10.0.0.5", "2001:db8::6").hasSize(3 + 1 + 20);
      assertThat(server.statistics().connections()).isEqualTo(1);
      assertThat(server.statistics().tcpQueries()).isEqualTo(3);
    }
  }
}
