package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The server behind real sockets of the loopback interface, with each kind of socket there is. */
class DnsServerTest {
  private static final int TIMEOUT_MILLIS = 20_000;

  static Stream<NettyTransport> transports() {
    return Stream.of(NettyTransport.best(), NettyTransport.nio()).distinct();
  }

  static Stream<List<Object>> transportsAndAddresses() {
    return transports().flatMap(t -> Stream.of("127.0.0.1", "::1").map(a -> List.of(t, a)));
  }

  private static DnsConfig.Builder config(String address) {
    return DnsConfig.builder().bind(new InetSocketAddress(address, 0)).eventLoops(2);
  }

  private static DnsServer start(NettyTransport transport, TcpSettings tcp) throws IOException {
    DnsConfig config = config("127.0.0.1").tcp(tcp).build();
    return DnsServer.start(config, ConsulVectorCatalog.load(), transport);
  }

  @ParameterizedTest
  @MethodSource("transportsAndAddresses")
  void answers_by_udp_and_tcp_on_the_same_port(List<Object> parameters) throws IOException {
    DnsConfig config = config((String) parameters.get(1)).build();
    NettyTransport transport = (NettyTransport) parameters.get(0);
    try (DnsServer server = DnsServer.start(config, ConsulVectorCatalog.load(), transport)) {
      byte[] query = Exchange.query("_web._tcp.service.consul", Type.SRV);
      assertThat(udp(server, query).getSection(Section.ANSWER)).hasSize(3);
      assertThat(udp(server, query).getSection(Section.ADDITIONAL)).hasSize(5);
      try (Socket socket = connect(server)) {
        send(socket, query);
        assertThat(receive(socket).getSection(Section.ANSWER)).hasSize(3);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void tcp_takes_queries_in_pieces_of_one_byte(NettyTransport transport) throws IOException {
    try (DnsServer server = start(transport, TcpSettings.DEFAULT);
        Socket socket = connect(server)) {
      socket.setTcpNoDelay(true);
      byte[] query = Exchange.query("web.service.consul", Type.A);
      byte[] framed = framed(query, query);
      for (byte each : framed) {
        socket.getOutputStream().write(each);
        socket.getOutputStream().flush();
      }
      assertThat(receive(socket).getSection(Section.ANSWER)).hasSize(3);
      assertThat(receive(socket).getSection(Section.ANSWER)).hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void half_closed_client_gets_all_its_answers_and_then_the_end(NettyTransport transport)
      throws IOException {
    try (DnsServer server = start(transport, TcpSettings.DEFAULT);
        Socket socket = connect(server)) {
      byte[] query = Exchange.query("many.service.consul", Type.SRV);
      byte[][] pipelined = new byte[500][];
      java.util.Arrays.fill(pipelined, query);
      socket.getOutputStream().write(framed(pipelined));
      socket.shutdownOutput();
      for (int i = 0; i < pipelined.length; i++) {
        assertThat(receive(socket).getSection(Section.ANSWER)).hasSize(20);
      }
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void idle_connection_is_closed(NettyTransport transport) throws IOException {
    var quick = new TcpSettings(Duration.ofMillis(100), 10, 10);
    try (DnsServer server = start(transport, quick);
        Socket socket = connect(server)) {
      socket.getOutputStream().write(0); // half a length keeps nothing alive
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(server.statistics().connectionsTimedOut()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connection_beyond_the_limit_of_an_address_is_closed_and_the_next_served_once_one_goes(
      NettyTransport transport) throws IOException {
    var narrow = new TcpSettings(Duration.ofSeconds(10), 8, 2);
    byte[] query = Exchange.query("web.service.consul", Type.A);
    try (DnsServer server = start(transport, narrow);
        Socket first = connect(server);
        Socket second = connect(server)) {
      send(first, query);
      receive(first);
      send(second, query);
      receive(second);
      try (Socket third = connect(server)) {
        assertThat(readEnd(third)).isTrue();
      }
      assertThat(server.statistics().connectionsRefused()).isEqualTo(1);
      first.shutdownOutput();
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      org.awaitility.Awaitility.await().until(() -> isServed(server, query));
    }
  }

  private static boolean isServed(DnsServer server, byte[] query) {
    try (Socket socket = connect(server)) {
      send(socket, query);
      receive(socket);
      return true;
    } catch (IOException e) {
      return false; // the place of the one that went is not free yet
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void client_that_does_not_read_stops_being_answered_and_gets_the_rest_later(
      NettyTransport transport) throws IOException {
    int queries = 20_000;
    byte[] query = Exchange.query("many.service.consul", Type.SRV);
    try (DnsServer server = start(transport, TcpSettings.DEFAULT);
        Socket greedy = new Socket()) {
      greedy.setReceiveBufferSize(8 * 1024);
      greedy.setSoTimeout(TIMEOUT_MILLIS);
      greedy.connect(server.address());
      Thread writer = new Thread(() -> sendMany(greedy, query, queries));
      writer.start();
      // another client is served meanwhile
      assertThat(udp(server, query).getHeader().getFlag(Flags.TC)).isTrue();
      assertStalls(server);
      assertThat(server.statistics().tcpQueries()).isLessThan(queries);
      for (int i = 0; i < queries; i++) {
        receiveBytes(greedy);
      }
      assertThat(server.statistics().tcpQueries()).isEqualTo(queries);
    }
  }

  /** The count of answered queries stands still, though the client has sent more. */
  private static void assertStalls(DnsServer server) {
    long[] last = {-1};
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              long now = server.statistics().tcpQueries();
              boolean same = now == last[0] && now > 0;
              last[0] = now;
              return same;
            });
  }

  @ParameterizedTest
  @MethodSource("transports")
  void three_hundred_idle_connections_delay_nobody(NettyTransport transport) throws IOException {
    List<Socket> idle = new java.util.ArrayList<>();
    byte[] query = Exchange.query("web.service.consul", Type.A);
    try (DnsServer server = start(transport, TcpSettings.DEFAULT)) {
      for (int i = 0; i < 300; i++) {
        idle.add(connect(server));
      }
      assertThat(udp(server, query).getSection(Section.ANSWER)).hasSize(3);
      Socket last = idle.get(299);
      send(last, query);
      assertThat(receive(last).getSection(Section.ANSWER)).hasSize(3);
      assertThat(server.statistics().connections()).isEqualTo(300);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void port_in_use_is_an_error_that_names_the_address(NettyTransport transport) throws IOException {
    try (DnsServer first = start(transport, TcpSettings.DEFAULT)) {
      DnsConfig same = DnsConfig.builder().bind(first.address()).build();
      assertThatThrownBy(() -> DnsServer.start(same, new FixedCatalog(), transport))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("127.0.0.1 port " + first.address().getPort());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void close_leaves_no_thread_and_frees_the_port(NettyTransport transport) throws IOException {
    DnsServer server = start(transport, TcpSettings.DEFAULT);
    InetSocketAddress address = server.address();
    try (Socket open = connect(server)) {
      udp(server, Exchange.query("web.service.consul", Type.A));
      server.close();
      server.close();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().startsWith("paceline-dns"));
      assertThat(readEnd(open)).isTrue();
    }
    DnsConfig again = DnsConfig.builder().bind(address).build();
    DnsServer.start(again, new FixedCatalog(), transport).close();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void two_servers_of_one_process_share_nothing(NettyTransport transport) throws IOException {
    byte[] query = Exchange.query("web.service.consul", Type.A);
    try (DnsServer full = start(transport, TcpSettings.DEFAULT)) {
      try (DnsServer empty = DnsServer.start(config("127.0.0.1").build(), new FixedCatalog())) {
        assertThat(udp(empty, query).getRcode()).isEqualTo(Rcode.NXDOMAIN);
      }
      assertThat(udp(full, query).getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }

  /** The way back to 127.0.0.1 would have the kernel answer from 127.0.0.1. */
  @ParameterizedTest
  @MethodSource("transports")
  void wildcard_answers_from_the_address_that_was_asked(NettyTransport transport)
      throws IOException {
    InetAddress other = addressBesideLoopback();
    byte[] query = Exchange.query("web.service.consul", Type.A);
    try (DnsServer server =
            DnsServer.start(config("0.0.0.0").build(), ConsulVectorCatalog.load(), transport);
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      for (InetAddress asked : List.of(other, InetAddress.getLoopbackAddress(), other)) {
        var to = new InetSocketAddress(asked, server.address().getPort());
        socket.send(new DatagramPacket(query, query.length, to));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        assertThat(answer.getSocketAddress()).isEqualTo(to);
      }
    }
  }

  private static InetAddress addressBesideLoopback() throws IOException {
    InetAddress found =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
            .findFirst()
            .orElse(null);
    assumeThat(found).as("an IPv4 address of this host beside loopback").isNotNull();
    return java.util.Objects.requireNonNull(found);
  }

  private static boolean readEnd(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset: the server closed without reading
    }
  }

  private static Message udp(DnsServer server, byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return udp(server, query, socket);
    }
  }

  private static Message udp(DnsServer server, byte[] query, DatagramSocket socket)
      throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.send(new DatagramPacket(query, query.length, server.address()));
    DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(answer);
    return new Message(java.util.Arrays.copyOf(answer.getData(), answer.getLength()));
  }

  private static Socket connect(DnsServer server) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(server.address());
    return socket;
  }

  private static void sendMany(Socket socket, byte[] query, int times) {
    try {
      for (int i = 0; i < times; i++) {
        socket.getOutputStream().write(framed(query));
      }
    } catch (IOException e) {
      // the reader will miss what was not sent
    }
  }

  private static void send(Socket socket, byte[] query) throws IOException {
    socket.getOutputStream().write(framed(query));
  }

  private static byte[] framed(byte[]... queries) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    for (byte[] query : queries) {
      out.writeShort(query.length);
      out.write(query);
    }
    return bytes.toByteArray();
  }

  private static Message receive(Socket socket) throws IOException {
    return new Message(receiveBytes(socket));
  }

  private static byte[] receiveBytes(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    return answer;
  }
}
