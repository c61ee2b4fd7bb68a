package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A server on the wildcard address answers from the address that was asked. */
class WildcardTest {
  static Stream<NettyTransport> transports() {
    return Stream.of(NettyTransport.best(), NettyTransport.nio()).distinct();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answer_leaves_from_the_address_that_was_asked(NettyTransport transport) throws IOException {
    InetAddress wildcard = InetAddress.getByAddress(new byte[4]);
    Set<InetAddress> addresses = LocalAddresses.behind(wildcard);
    assertThat(addresses).contains(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    assumeTrue(addresses.size() > 1, "this host has no address but the loopback one");
    DnsConfig config = DnsConfig.builder().bind(new InetSocketAddress(wildcard, 0)).build();
    try (DnsServer server = DnsServer.start(config, ConsulVectorCatalog.load(), transport)) {
      for (InetAddress each : addresses) {
        assertThat(each).isInstanceOf(Inet4Address.class);
        assertAnswersFrom(new InetSocketAddress(each, server.address().getPort()));
      }
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("paceline-dns"));
  }

  /**
   * The client is bound to the loopback address: to it, a socket of the wildcard address would
   * answer from the loopback address, whichever was asked. A connected socket hears its peer only.
   */
  private static void assertAnswersFrom(InetSocketAddress asked) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
      socket.connect(asked);
      socket.setSoTimeout(20_000);
      byte[] query = Exchange.query("web.service.consul", Type.A);
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
      socket.receive(answer);
      byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
      assertThat(new Message(bytes).getSection(Section.ANSWER)).hasSize(3);
    }
  }
}
