package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.ServiceInstance;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Paceline asked by {@code dig} itself. */
class DigTest {
  private final String dig = RealProgram.DIG.path().toString();
  private final DnsServer server = startServer();

  private static DnsServer startServer() {
    FixedCatalog catalog = ConsulVectorCatalog.load();
    catalog.instance(
        ServiceInstance.builder("web")
            .id("A")
            .node("n1")
            .address("10.0.0.5")
            .port(8080)
            .tags("v2")
            .attributes(new TreeMap<>(Map.of("path", "/", InstanceName.ATTRIBUTE, "Front Door"))));
    DnsConfig config =
        DnsConfig.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .browsingDomains(List.of("svc.example"))
            .build();
    try {
      return DnsServer.start(config, catalog);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String dig(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(dig, "@127.0.0.1", "-p", String.valueOf(server.address().getPort())));
    command.addAll(List.of("+tries=1", "+time=10"));
    command.addAll(List.of(arguments));
    String output = Output.of(command);
    assertThat(output)
        .doesNotContain("malformed", "extra bytes", "id mismatch", "communications error");
    return output;
  }

  private List<String> lines(String... arguments) throws IOException, InterruptedException {
    List<String> withShort = new ArrayList<>(List.of(arguments));
    withShort.add("+short");
    return dig(withShort.toArray(new String[0])).lines().sorted().toList();
  }

  @Test
  void srv_comes_with_the_addresses_of_its_targets() throws Exception {
    for (String transport : List.of("+notcp", "+tcp")) {
      String answer = dig("_web._tcp.service.consul", "SRV", transport);
      assertThat(answer).contains("status: NOERROR", "flags: qr aa rd;", "ANSWER: 3,");
      assertThat(answer)
          .containsPattern("SRV\\s+1 1 8080 0a000005\\.addr\\.dc1\\.consul\\.")
          .containsPattern("0a000005\\.addr\\.dc1\\.consul\\.\\s+0\\s+IN\\s+A\\s+10\\.0\\.0\\.5")
          .containsPattern("n1\\.node\\.dc1\\.consul\\.\\s+0\\s+IN\\s+A\\s+10\\.0\\.0\\.1");
    }
  }

  @Test
  void addresses_of_a_service() throws Exception {
    assertThat(lines("web.service.consul", "A"))
        .containsExactly("10.0.0.1", "10.0.0.3", "10.0.0.5");
    assertThat(lines("web.service.consul", "AAAA")).isEmpty();
    assertThat(lines("many.service.consul", "SRV")).hasSize(20);
    assertThat(lines("many.service.consul", "SRV", "+noedns")).hasSize(20); // by TCP, after TC
    assertThat(lines("-x", "10.0.0.1")).containsExactly("n1.node.dc1.consul.");
  }

  @Test
  void services_are_browsed_and_resolved() throws Exception {
    assertThat(lines("_services._dns-sd._udp.svc.example", "PTR"))
        .contains("_web._tcp.svc.example.");
    assertThat(lines("b._dns-sd._udp.svc.example", "PTR")).containsExactly("svc.example.");
    assertThat(lines("_web._tcp.svc.example", "PTR"))
        .containsExactly(
            "B\\@n1._web._tcp.svc.example.",
            "D\\@n3._web._tcp.svc.example.",
            "Front\\032Door._web._tcp.svc.example.");
    assertThat(lines("Front\\032Door._web._tcp.svc.example", "TXT"))
        .containsExactly("\"dnssd.name=Front Door\" \"path=/\"");
    assertThat(lines("Front\\032Door._web._tcp.svc.example", "SRV"))
        .containsExactly("0 1 8080 0a000005.addr.dc1.svc.example.");
  }

  @Test
  void errors_have_their_own_codes() throws Exception {
    assertThat(dig("nosuch.service.consul", "A")).contains("status: NXDOMAIN", "SOA");
    assertThat(dig("web.service.consul", "MX")).contains("status: NOERROR", "SOA");
    assertThat(dig("example.com", "A")).contains("status: REFUSED");
    assertThat(dig("web.service.consul", "A", "+edns=1", "+noednsneg")).contains("status: BADVERS");
    assertThat(dig("+opcode=STATUS", "web.service.consul", "A")).contains("status: NOTIMP");
    assertThat(dig("CH", "version.bind", "TXT")).contains("status: REFUSED");
  }

  @Test
  void cookie_and_keepalive_are_understood() throws Exception {
    assertThat(dig("web.service.consul", "A", "+cookie=0102030405060708"))
        .containsPattern("COOKIE: 010203040506070801000000[0-9a-f]{24} \\(good\\)");
    assertThat(dig("web.service.consul", "A", "+tcp", "+keepalive"))
        .contains("TCP KEEPALIVE: 10.0 secs");
    assertThat(dig("web.service.consul", "A", "+subnet=192.0.2.0/24"))
        .contains("CLIENT-SUBNET: 192.0.2.0/24/0");
  }
}
