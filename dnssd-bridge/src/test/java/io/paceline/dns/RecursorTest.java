package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.ServiceInstance;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Foreign names, passed on to another server: here one of ours that has the zone "example". */
class RecursorTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private DnsServer resolver;

  @BeforeEach
  void startResolver() throws IOException {
    FixedCatalog foreign = new FixedCatalog().node("n1", "192.0.2.1", Map.of());
    for (int i = 1; i <= 100; i++) {
      foreign.instance(
          ServiceInstance.builder("many").id("i" + i).node("n1").address("192.0.2." + i));
    }
    resolver =
        DnsServer.start(DnsConfig.builder().bind(ANY_PORT).domain("example").build(), foreign);
  }

  @AfterEach
  void stopResolver() {
    resolver.close();
  }

  private static DnsServer start(InetSocketAddress... recursors) throws IOException {
    var settings =
        new RecursorSettings(
            List.of(recursors), Duration.ofSeconds(10), RecursorSettings.Order.SEQUENTIAL);
    DnsConfig config = DnsConfig.builder().bind(ANY_PORT).recursors(settings).build();
    return DnsServer.start(config, ConsulVectorCatalog.load());
  }

  private static Message udp(DnsServer server, byte[] query) throws IOException {
    return new RemoteServer(server.address()).udp(query);
  }

  private static Message tcp(DnsServer server, byte[] query) throws IOException {
    return new RemoteServer(server.address()).tcp(query);
  }

  @Test
  void foreign_name_gets_the_recursors_answer_and_our_own_names_are_not_passed_on()
      throws IOException {
    try (DnsServer server = start(resolver.address())) {
      Message answer = udp(server, Exchange.query("N1.node.ExAmple", Type.A));
      assertThat(answer.getHeader().getID()).isEqualTo(4711);
      assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(answer.getQuestion().getName()).hasToString("N1.node.ExAmple.");
      assertThat(((ARecord) answer.getSection(Section.ANSWER).get(0)).getAddress().getHostAddress())
          .isEqualTo("192.0.2.1");
      assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
      assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
      assertThat(answer.getOPT()).as("the client has no EDNS").isNull();
      Message own = udp(server, Exchange.query("web.service.consul", Type.A));
      assertThat(own.getSection(Section.ANSWER)).hasSize(3);
      assertThat(own.getHeader().getFlag(Flags.RA)).isTrue();
      assertThat(own.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(server.statistics().forwarded()).isEqualTo(1);
      assertThat(resolver.statistics().udpQueries()).isEqualTo(1);
    }
  }

  @Test
  void name_that_the_recursor_does_not_know_does_not_exist() throws IOException {
    try (DnsServer server = start(resolver.address())) {
      Message answer = udp(server, Exchange.query("x.node.example", Type.A, 1_232));
      assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
      assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
      assertThat(answer.getOPT()).isNotNull();
    }
  }

  @Test
  void answer_is_cut_to_what_the_client_takes_and_whole_by_tcp() throws IOException {
    try (DnsServer server = start(resolver.address())) {
      byte[] query = Exchange.query("many.service.example", Type.A);
      Message cut = udp(server, query);
      assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
      assertThat(cut.toWire().length).isLessThanOrEqualTo(512);
      Message whole = tcp(server, query);
      assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
      assertThat(whole.getSection(Section.ANSWER)).hasSize(100);
    }
  }

  @Test
  void next_recursor_is_asked_when_one_refuses_or_its_port_is_closed() throws IOException {
    InetSocketAddress closed;
    try (DatagramSocket socket = new DatagramSocket(ANY_PORT)) {
      closed = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    try (DnsServer refuses = DnsServer.start(DnsConfig.builder().bind(ANY_PORT).build(), empty());
        DnsServer server = start(closed, refuses.address(), resolver.address())) {
      byte[] query = Exchange.query("n1.node.example", Type.A);
      assertThat(udp(server, query).getSection(Section.ANSWER)).hasSize(1);
      assertThat(tcp(server, query).getSection(Section.ANSWER)).hasSize(1);
      assertThat(refuses.statistics().refused()).isEqualTo(2);
    }
  }

  private static FixedCatalog empty() {
    return new FixedCatalog();
  }

  @Test
  void servfail_says_that_nobody_could_be_reached() throws IOException {
    try (DnsServer refuses = DnsServer.start(DnsConfig.builder().bind(ANY_PORT).build(), empty());
        DnsServer server = start(refuses.address())) {
      Message answer = udp(server, Exchange.query("n1.node.example", Type.A, 1_232));
      assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
      var reasons = answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR);
      assertThat(((ExtendedErrorCodeOption) reasons.get(0)).getErrorCode()).isEqualTo(22);
    }
  }

  @Test
  void recursor_that_is_silent_is_given_up_after_the_timeout() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(ANY_PORT)) {
      var settings =
          new RecursorSettings(
              List.of((InetSocketAddress) silent.getLocalSocketAddress()),
              Duration.ofMillis(50),
              RecursorSettings.Order.SEQUENTIAL);
      DnsConfig config = DnsConfig.builder().bind(ANY_PORT).recursors(settings).build();
      try (DnsServer server = DnsServer.start(config, empty())) {
        byte[] query = Exchange.query("n1.node.example", Type.A);
        assertThat(udp(server, query).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(tcp(server, query).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(server.statistics().forwarded()).isEqualTo(2);
      }
    }
  }

  @Test
  void question_without_rd_is_refused() throws IOException {
    try (DnsServer server = start(resolver.address())) {
      Message answer = udp(server, RawQuery.of("n1.node.example", Type.A).flags(0).build());
      assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
      assertThat(resolver.statistics().udpQueries()).isZero();
    }
  }

  @Test
  void half_closed_connection_gets_its_foreign_answers_and_then_the_end() throws IOException {
    try (DnsServer server = start(resolver.address());
        Socket socket = new Socket()) {
      socket.setSoTimeout(20_000);
      socket.connect(server.address());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (String name : List.of("n1.node.example", "web.service.consul", "x.node.example")) {
        byte[] query = Exchange.query(name, Type.A);
        out.writeShort(query.length);
        out.write(query);
      }
      socket.shutdownOutput();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int records = 0;
      for (int i = 0; i < 3; i++) {
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        records += Exchange.parse(answer).getSection(Section.ANSWER).size();
      }
      assertThat(records).isEqualTo(1 + 3);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void recursor_without_an_address_is_refused() {
    var unresolved = InetSocketAddress.createUnresolved("resolver", 53);
    assertThatThrownBy(
            () ->
                new RecursorSettings(
                    List.of(unresolved), Duration.ofSeconds(2), RecursorSettings.Order.SEQUENTIAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be an address and port");
  }
}
