package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What is answered to odd queries, each one a packet. */
class QueryCornersTest {
  private static final String WEB = "web.service.consul";

  private final Exchange server =
      new Exchange(DnsConfig.builder().build(), ConsulVectorCatalog.load());

  private Message udp(RawQuery query) {
    return server.udp(query.build());
  }

  private byte[] bytes(RawQuery query) {
    return java.util.Objects.requireNonNull(server.send(query.build(), false), "no answer");
  }

  private void assertHeaderOnly(RawQuery query, int rcode) {
    byte[] answer = bytes(query);
    assertThat(answer).hasSize(12);
    assertThat(Exchange.parse(answer).getRcode()).isEqualTo(rcode);
    assertThat(Exchange.parse(answer).getHeader().getID()).isEqualTo(0x1234);
  }

  private void assertFormatError(RawQuery query) {
    Message answer = udp(query);
    assertThat(answer.getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(answer.getHeader().getID()).isEqualTo(0x1234);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 11})
  void fewer_than_12_bytes_get_nothing(int length) {
    byte[] cut = Arrays.copyOf(RawQuery.of(WEB, Type.A).build(), length);
    assertThat(server.send(cut, false)).isNull();
    assertThat(server.send(cut, true)).isNull();
    assertThat(server.counters.read().dropped()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8100, 0x8583, 0xa800, 0xffff})
  void response_gets_nothing(int flags) {
    assertThat(server.send(RawQuery.of(WEB, Type.A).flags(flags).build(), false)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 7, 15})
  void opcode_other_than_query_gets_notimp_and_the_header_only(int opcode) {
    assertHeaderOnly(RawQuery.of(WEB, Type.A).flags(opcode << 11 | 0x0100), Rcode.NOTIMP);
    assertThat(udp(RawQuery.of(WEB, Type.A).flags(opcode << 11)).getHeader().getOpcode())
        .isEqualTo(opcode);
  }

  @Test
  void dynamic_update_is_refused() {
    assertHeaderOnly(RawQuery.of("consul", Type.SOA).flags(5 << 11), Rcode.REFUSED);
  }

  @Test
  void no_question_without_a_cookie_is_a_format_error() {
    assertHeaderOnly(new RawQuery().noQuestion(), Rcode.FORMERR);
    assertFormatError(new RawQuery().noQuestion().opt(1232));
  }

  @Test
  void more_than_one_question_is_a_format_error() {
    byte[] second = RawQuery.of(WEB, Type.AAAA).build();
    RawQuery two = RawQuery.of(WEB, Type.A).counts(2, 0, 0, 0);
    for (int i = 12; i < second.length; i++) {
      two.bytes(second[i]);
    }
    assertFormatError(two);
    assertFormatError(RawQuery.of(WEB, Type.A).counts(0xffff, 0, 0, 0));
  }

  @Test
  void answers_or_authorities_in_a_query_are_a_format_error() {
    int[] record = {0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 10, 0, 0, 1};
    assertFormatError(RawQuery.of(WEB, Type.A).counts(1, 1, 0, 0).bytes(record));
    assertFormatError(RawQuery.of(WEB, Type.A).counts(1, 0, 1, 0).bytes(record));
    assertFormatError(RawQuery.of(WEB, Type.A).counts(1, 1, 0, 0));
  }

  @Test
  void trailing_bytes_are_a_format_error() {
    assertFormatError(RawQuery.of(WEB, Type.A).bytes(0));
    assertFormatError(RawQuery.of(WEB, Type.A).counts(1, 0, 0, 1));
    assertFormatError(RawQuery.of(WEB, Type.A).counts(1, 0, 0, 1).bytes(0, 0, 41, 4, 0xd0));
    assertFormatError(RawQuery.of(WEB, Type.A).opt(1232).bytes(7));
  }

  @Test
  void format_error_repeats_the_question_that_was_readable() {
    Message answer = udp(RawQuery.of("WeB.service.consul", Type.A).bytes(0));
    assertThat(answer.getQuestion().getName()).hasToString("WeB.service.consul.");
  }

  @Test
  void question_that_is_cut_off_is_a_format_error() {
    byte[] whole = RawQuery.of(WEB, Type.A).build();
    for (int length = 12; length < whole.length; length++) {
      byte[] answer = server.send(Arrays.copyOf(whole, length), false);
      assertThat(answer).hasSize(12);
      assertThat(Exchange.parse(answer).getRcode()).isEqualTo(Rcode.FORMERR);
    }
  }

  @Test
  void name_of_255_bytes_is_answered_and_one_of_256_is_a_format_error() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(54) + ".consul";
    assertThat(RawQuery.encoded(longest)).hasSize(255);
    assertThat(udp(RawQuery.of(longest, Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertFormatError(RawQuery.of("a" + longest, Type.A));
    assertFormatError(RawQuery.of("a.".repeat(200) + "consul", Type.A));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x41, 0x80, 0xbf})
  void unknown_label_type_is_a_format_error(int type) {
    byte[] name = new byte[80];
    name[0] = (byte) type;
    assertFormatError(new RawQuery().question(name, Type.A, 1));
  }

  @Test
  void pointer_in_the_question_is_a_format_error() {
    assertFormatError(new RawQuery().question(new byte[] {(byte) 0xc0, 12}, Type.A, 1));
    assertFormatError(new RawQuery().question(new byte[] {1, 'a', (byte) 0xc0, 0}, Type.A, 1));
  }

  @Test
  void flags_that_mean_nothing_in_a_query_are_ignored() {
    int noise = 0x0400 | 0x0200 | 0x0080 | 0x0040 | 0x0020 | 0x000f; // AA TC RA Z AD and a rcode
    Message answer = udp(RawQuery.of(WEB, Type.A).flags(noise));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).hasSize(3);
    List<Integer> off = List.of((int) Flags.TC, (int) Flags.RA, (int) Flags.AD, (int) Flags.RD);
    for (int flag : off) {
      assertThat(answer.getHeader().getFlag(flag)).isFalse();
    }
    assertThat(bytes(RawQuery.of(WEB, Type.A).flags(0x0040))[3] & 0x40).isZero();
  }

  @Test
  void rd_and_cd_are_copied() {
    Message answer = udp(RawQuery.of(WEB, Type.A).flags(0x0110));
    assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
    assertThat(answer.getHeader().getFlag(Flags.CD)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 254, 255, 0xffff})
  void class_other_than_in_is_refused(int dclass) {
    byte[] name = RawQuery.encoded(WEB);
    Message answer = udp(new RawQuery().question(name, Type.A, dclass));
    assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
  }

  @Test
  void version_bind_is_refused() {
    byte[] name = RawQuery.encoded("version.bind");
    assertThat(udp(new RawQuery().question(name, Type.TXT, 3)).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65, 99, 1000, 65280, 65535})
  void unknown_type_is_like_any_other(int type) {
    Message exists = udp(RawQuery.of(WEB, type));
    assertThat(exists.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(exists.getSection(Section.AUTHORITY)).hasSize(1);
    assertThat(udp(RawQuery.of("x.consul", type)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @ParameterizedTest
  @ValueSource(ints = {Type.AXFR, Type.IXFR})
  void zone_transfer_is_refused(int type) {
    assertThat(udp(RawQuery.of("consul", type)).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(server.tcp(RawQuery.of("consul", type).build()).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void incremental_transfer_may_carry_its_soa_and_is_refused() {
    int[] soa = {0, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0};
    RawQuery query = RawQuery.of("consul", Type.IXFR).counts(1, 0, 1, 0).bytes(soa);
    query.bytes(new int[20]);
    assertThat(udp(query).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {Type.MAILA, Type.MAILB})
  void obsolete_mail_types_are_not_implemented(int type) {
    assertThat(udp(RawQuery.of(WEB, type)).getRcode()).isEqualTo(Rcode.NOTIMP);
  }

  @ParameterizedTest
  @ValueSource(ints = {Type.OPT, Type.TSIG, Type.TKEY})
  void meta_types_cannot_be_asked_for(int type) {
    assertFormatError(RawQuery.of(WEB, type));
  }

  @Test
  void any_gets_one_rrset_over_udp_and_all_over_tcp() {
    byte[] any = RawQuery.of("n1.node.consul", Type.ANY).build();
    assertThat(server.udp(any).getSectionRRsets(Section.ANSWER)).hasSize(1);
    assertThat(server.tcp(any).getSectionRRsets(Section.ANSWER)).hasSize(2);
    assertThat(udp(RawQuery.of("x.consul", Type.ANY)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    Message nothing = udp(RawQuery.of("service.consul", Type.ANY));
    assertThat(nothing.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(nothing.getSection(Section.AUTHORITY).get(0).getType()).isEqualTo(Type.SOA);
  }

  @Test
  void missing_name_is_nxdomain_with_the_negative_ttl_of_the_soa() {
    var ttls =
        new TtlSettings(
            java.time.Duration.ZERO, java.util.Map.of(), java.time.Duration.ofSeconds(7));
    var patient = new Exchange(DnsConfig.builder().ttls(ttls).build(), ConsulVectorCatalog.load());
    Message answer = patient.udp(RawQuery.of("x.service.consul", Type.A).build());
    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    org.xbill.DNS.SOARecord soa =
        (org.xbill.DNS.SOARecord) answer.getSection(Section.AUTHORITY).get(0);
    assertThat(soa.getTTL()).isEqualTo(7);
    assertThat(soa.getMinimum()).isEqualTo(7);
    assertThat(soa.getSerial()).isEqualTo(ConsulVectorCatalog.load().snapshot().version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consul",
        "service.consul",
        "node.consul",
        "addr.consul",
        "dc1.consul",
        "dc.consul",
        "dc1.dc.consul",
        "service.dc1.consul",
        "_tcp.service.consul",
        "_tcp.consul",
        "dot.node.consul",
        "b.web.service.consul",
        "service.dc1.dc.consul"
      })
  void name_that_exists_only_by_names_below_it_has_no_data(String name) {
    Message answer = udp(RawQuery.of(name, Type.A));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY).get(0).getType()).isEqualTo(Type.SOA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.consul",
        "web.service.dc9.consul",
        "dc9.consul",
        "dc9.dc.consul",
        "query.consul",
        "web.service.dc1.dc.x.consul",
        "x.0a000001.addr.consul",
        "1.node.consul",
        "0a000001.addr.dc9.consul",
        "web.service.dc.consul",
        "_web._tcp.x.consul"
      })
  void name_that_is_nowhere_does_not_exist(String name) {
    assertThat(udp(RawQuery.of(name, Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void letter_case_of_the_question_comes_back_bit_for_bit() {
    RawQuery query = RawQuery.of("_wEb._TcP.sErViCe.CoNsUl", Type.SRV);
    byte[] asked = query.build();
    byte[] answer = bytes(query);
    assertThat(Arrays.copyOfRange(answer, 12, asked.length))
        .isEqualTo(Arrays.copyOfRange(asked, 12, asked.length));
    // the owner of the first answer points at the question
    assertThat(answer[asked.length]).isEqualTo((byte) 0xc0);
    assertThat(answer[asked.length + 1]).isEqualTo((byte) 12);
    Message parsed = Exchange.parse(answer);
    assertThat(parsed.getSection(Section.ANSWER).get(0).getName())
        .hasToString("_wEb._TcP.sErViCe.CoNsUl.");
    assertThat(parsed.getSection(Section.ANSWER).get(0).rdataToString()).endsWith(".CoNsUl.");
  }

  @Test
  void only_ascii_letters_are_compared_without_case() {
    FixedCatalog catalog = new FixedCatalog().node("n", "10.0.0.1", java.util.Map.of());
    catalog.instance(io.paceline.service.ServiceInstance.builder("caf\u00e9").node("n"));
    Exchange exchange = new Exchange(DnsConfig.builder().build(), catalog);
    assertThat(exchange.udp(RawQuery.of("CAF\u00e9.service.consul", Type.A).build()).getRcode())
        .isEqualTo(Rcode.NOERROR);
    assertThat(exchange.udp(RawQuery.of("CAF\u00c9.service.consul", Type.A).build()).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }
}
