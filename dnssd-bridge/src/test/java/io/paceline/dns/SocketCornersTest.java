package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The odd queries again, through the sockets: UDP and TCP, IPv4 and IPv6. {@link QueryCornersTest}
 * and {@link EdnsCornersTest} look closer at what is answered.
 */
class SocketCornersTest {
  private static final String WEB = "web.service.consul";
  private static final int NOTHING = -1;
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int ID = 0x1234;
  private static final int NEXT_ID = 0x4321;

  private static DnsServer four;
  private static DnsServer six;

  /**
   * A received message and how it is answered.
   *
   * @param rcode NOTHING for no answer
   * @param overUdp how many records by UDP
   * @param overTcp how many by TCP
   */
  private record Row(String received, RawQuery query, int rcode, int overUdp, int overTcp) {
    Row(String received, RawQuery query, int rcode) {
      this(received, query, rcode, 0, 0);
    }
  }

  private static RawQuery web() {
    return RawQuery.of(WEB, Type.A);
  }

  private static RawQuery web(int type) {
    return RawQuery.of(WEB, type);
  }

  private static List<Row> rows() {
    byte[] name = RawQuery.encoded(WEB);
    int[] cookie = {1, 2, 3, 4, 5, 6, 7, 8};
    return List.of(
        new Row("a response", web().flags(0x8100), NOTHING),
        new Row("opcode STATUS", web().flags(2 << 11), Rcode.NOTIMP),
        new Row("opcode UPDATE", web().flags(5 << 11), Rcode.REFUSED),
        new Row("no question", new RawQuery().noQuestion(), Rcode.FORMERR),
        new Row(
            "no question but a cookie",
            new RawQuery().noQuestion().opt(1_232, RawQuery.option(10, cookie)),
            Rcode.NOERROR),
        new Row("two questions counted", web().counts(2, 0, 0, 0), Rcode.FORMERR),
        new Row("an answer counted", web().counts(1, 1, 0, 0), Rcode.FORMERR),
        new Row("an authority counted", web().counts(1, 0, 1, 0), Rcode.FORMERR),
        new Row("a trailing byte", web().bytes(0), Rcode.FORMERR),
        new Row("a name of 256 bytes", RawQuery.of("a.".repeat(128), Type.A), Rcode.FORMERR),
        new Row("a label of type 01", odd(0x41), Rcode.FORMERR),
        new Row("a label of type 10", odd(0x80), Rcode.FORMERR),
        new Row("a pointer", odd(0xc0), Rcode.FORMERR),
        new Row("TC, AA, RA, Z, AD, CD", web().flags(0x06f0), Rcode.NOERROR, 3, 3),
        new Row("class CH", new RawQuery().question(name, Type.A, 3), Rcode.REFUSED),
        new Row("class ANY", new RawQuery().question(name, Type.A, 255), Rcode.REFUSED),
        new Row("TYPE1000", web(1_000), Rcode.NOERROR),
        new Row("AXFR", web(Type.AXFR), Rcode.REFUSED),
        new Row("IXFR", web(Type.IXFR), Rcode.REFUSED),
        new Row("MAILB", web(Type.MAILB), Rcode.NOTIMP),
        new Row("OPT as QTYPE", web(Type.OPT), Rcode.FORMERR),
        new Row("ANY", RawQuery.of("n1.node.consul", Type.ANY), Rcode.NOERROR, 1, 3),
        new Row("a name that is not there", RawQuery.of("x.consul", Type.A), Rcode.NXDOMAIN),
        new Row("a name with names below", RawQuery.of("service.consul", Type.A), Rcode.NOERROR),
        new Row("a foreign name", RawQuery.of("example.org", Type.A), Rcode.REFUSED),
        new Row("EDNS version 1", web().opt(0, 1_232, 1, 0), Rcode.BADVERS),
        new Row("EDNS of 0 bytes", web().opt(0), Rcode.NOERROR, 3, 3),
        new Row("two OPT", web().opt(1_232).opt(1_232), Rcode.FORMERR),
        new Row("an OPT with an owner", web().opt('a', 1_232, 0, 0), Rcode.FORMERR),
        new Row("a cookie of 7 bytes", cookie(7), Rcode.FORMERR),
        new Row("a cookie of 41 bytes", cookie(41), Rcode.FORMERR),
        new Row(
            "more than fits", RawQuery.of("many.service.consul", Type.A), Rcode.NOERROR, 20, 20));
  }

  private static RawQuery odd(int firstByte) {
    byte[] name = new byte[80];
    name[0] = (byte) firstByte;
    return new RawQuery().question(name, Type.A, 1);
  }

  private static RawQuery cookie(int length) {
    return web().opt(1_232, RawQuery.option(10, new int[length]));
  }

  @BeforeAll
  static void start() throws IOException {
    four = start("127.0.0.1");
    six = start("::1");
  }

  private static DnsServer start(String address) throws IOException {
    DnsConfig config = DnsConfig.builder().bind(new InetSocketAddress(address, 0)).build();
    return DnsServer.start(config, ConsulVectorCatalog.load());
  }

  @AfterAll
  static void stop() {
    four.close();
    six.close();
  }

  @TestFactory
  Stream<DynamicTest> every_odd_message_is_answered_alike_by_all_ways() {
    return rows().stream()
        .flatMap(
            row ->
                Stream.of(
                    dynamicTest(row.received + ", UDP, IPv4", () -> udp(row, four)),
                    dynamicTest(row.received + ", UDP, IPv6", () -> udp(row, six)),
                    dynamicTest(row.received + ", TCP, IPv4", () -> tcp(row, four)),
                    dynamicTest(row.received + ", TCP, IPv6", () -> tcp(row, six))));
  }

  @TestFactory
  Stream<DynamicTest> fewer_than_12_bytes_get_nothing() {
    byte[] cut = Arrays.copyOf(web().build(), 11);
    return Stream.of(four, six)
        .flatMap(
            server ->
                Stream.of(
                    dynamicTest("UDP", () -> assertSilent(exchangeUdp(server, cut, next()))),
                    dynamicTest("TCP", () -> assertSilent(exchangeTcp(server, cut, next())))));
  }

  private static byte[] next() {
    return web().id(NEXT_ID).build();
  }

  private static void udp(Row row, DnsServer server) throws IOException {
    assertThat(check(row, exchangeUdp(server, row.query.build(), next()))).isEqualTo(row.overUdp);
  }

  private static void tcp(Row row, DnsServer server) throws IOException {
    assertThat(check(row, exchangeTcp(server, row.query.build(), next()))).isEqualTo(row.overTcp);
  }

  /** Returns how many records were answered. */
  private static int check(Row row, Message answer) {
    if (row.rcode == NOTHING) {
      assertSilent(answer);
      return 0;
    }
    assertThat(answer.getHeader().getID()).isEqualTo(ID);
    assertThat(Rcode.string(answer.getRcode())).isEqualTo(Rcode.string(row.rcode));
    return answer.getSection(Section.ANSWER).size();
  }

  /** The first that comes back is the answer to the query behind it. */
  private static void assertSilent(Message answer) {
    assertThat(answer.getHeader().getID()).isEqualTo(NEXT_ID);
  }

  /** Sends one behind the other, and returns the first answer. */
  private static Message exchangeUdp(DnsServer server, byte[] first, byte[] second)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server.address());
      socket.send(new DatagramPacket(first, first.length));
      socket.send(new DatagramPacket(second, second.length));
      DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(answer);
      return Exchange.parse(Arrays.copyOf(answer.getData(), answer.getLength()));
    }
  }

  private static Message exchangeTcp(DnsServer server, byte[] first, byte[] second)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server.address());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (byte[] each : List.of(first, second)) {
        out.writeShort(each.length);
        out.write(each);
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return Exchange.parse(answer);
    }
  }
}
