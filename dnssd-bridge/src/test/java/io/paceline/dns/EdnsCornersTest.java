package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What is answered to EDNS in all its forms, and how answers are cut to the size it allows. */
class EdnsCornersTest {
  private static final String WEB = "web.service.consul";
  private static final int[] CLIENT_COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final Exchange server =
      new Exchange(DnsConfig.builder().build(), ConsulVectorCatalog.load());

  private Message udp(RawQuery query) {
    return server.udp(query.build());
  }

  private byte[] bytes(RawQuery query) {
    return java.util.Objects.requireNonNull(server.send(query.build(), false), "no answer");
  }

  private void assertFormatError(RawQuery query) {
    Message answer = udp(query);
    assertThat(answer.getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(answer.getHeader().getID()).isEqualTo(0x1234);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void no_question_but_a_cookie_gets_a_cookie() {
    byte[] option = RawQuery.option(10, CLIENT_COOKIE);
    Message answer = udp(new RawQuery().noQuestion().opt(1232, option));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.QUESTION)).isEmpty();
    assertThat(cookie(answer)).hasSize(24).startsWith(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255})
  void edns_version_beyond_0_is_badvers_with_version_0(int version) {
    Message answer = udp(RawQuery.of(WEB, Type.A).opt(0, 1232, version, 0));
    assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(opt(answer).getVersion()).isZero();
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void unknown_edns_options_and_flags_are_ignored_and_do_is_copied() {
    byte[] unknown = RawQuery.option(0xfde9, 1, 2, 3);
    Message answer = udp(RawQuery.of(WEB, Type.A).opt(0, 1232, 0, 0xffff, unknown));
    assertThat(answer.getSection(Section.ANSWER)).hasSize(3);
    assertThat(opt(answer).getOptions()).isEmpty();
    assertThat(opt(answer).getFlags()).isEqualTo(0x8000);
    assertThat(opt(udp(RawQuery.of(WEB, Type.A).opt(1232))).getFlags()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 511, 512})
  void edns_size_below_512_counts_as_512(int size) {
    byte[] answer = bytes(RawQuery.of("many.service.consul", Type.SRV).opt(size));
    assertThat(answer).hasSizeBetween(400, 512);
    assertThat(Exchange.parse(answer).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(Exchange.parse(answer).getOPT()).isNotNull();
  }

  @Test
  void two_opt_records_are_a_format_error() {
    assertFormatError(RawQuery.of(WEB, Type.A).opt(1232).opt(1232));
    assertThat(udp(RawQuery.of(WEB, Type.A).opt(1232).opt(1232)).getOPT()).isNull();
  }

  @Test
  void opt_with_an_owner_is_a_format_error() {
    assertFormatError(RawQuery.of(WEB, Type.A).opt('x', 1232, 0, 0));
  }

  @Test
  void edns_options_that_overrun_are_a_format_error() {
    assertFormatError(RawQuery.of(WEB, Type.A).opt(1232, new byte[] {0, 3, 0, 9, 1}));
    assertFormatError(RawQuery.of(WEB, Type.A).opt(1232, new byte[] {0, 3, 0}));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 9, 15, 41, 100})
  void cookie_of_an_illegal_length_is_a_format_error(int length) {
    byte[] option = RawQuery.option(10, new int[length]);
    assertFormatError(RawQuery.of(WEB, Type.A).opt(1232, option));
  }

  @Test
  void client_cookie_gets_a_server_cookie_that_is_valid_later() {
    byte[] option = RawQuery.option(10, CLIENT_COOKIE);
    byte[] full = cookie(udp(RawQuery.of(WEB, Type.A).opt(1232, option)));
    assertThat(full).hasSize(24).startsWith(1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 0, 0);
    int[] again = new int[24];
    for (int i = 0; i < again.length; i++) {
      again[i] = full[i];
    }
    Message answer = udp(RawQuery.of(WEB, Type.A).opt(1232, RawQuery.option(10, again)));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(cookie(answer)).isEqualTo(full); // the same second, client and secret
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 40})
  void wrong_server_cookie_is_answered_with_the_right_one(int length) {
    byte[] option = RawQuery.option(10, new int[length]);
    Message answer = udp(RawQuery.of(WEB, Type.A).opt(1232, option));
    assertThat(answer.getSection(Section.ANSWER)).hasSize(3);
    assertThat(cookie(answer)).hasSize(24);
  }

  @Test
  void client_subnet_comes_back_with_scope_0() {
    byte[] subnet = RawQuery.option(8, 0, 1, 24, 0, 192, 0, 2);
    Message answer = udp(RawQuery.of(WEB, Type.A).opt(1232, subnet));
    EDNSOption option = opt(answer).getOptions(8).get(0);
    assertThat(option).hasToString("{edns-client-subnet: 192.0.2.0/24, scope netmask 0}");
  }

  @Test
  void client_subnet_that_is_malformed_is_a_format_error() {
    byte[][] wrong = {
      RawQuery.option(8, 0, 1, 24),
      RawQuery.option(8, 0, 1, 33, 0, 1, 2, 3, 4, 5),
      RawQuery.option(8, 0, 1, 24, 0, 192, 0),
      RawQuery.option(8, 0, 1, 24, 24, 192, 0, 2),
      RawQuery.option(8, 0, 1, 23, 0, 192, 0, 3),
    };
    for (byte[] each : wrong) {
      assertFormatError(RawQuery.of(WEB, Type.A).opt(1232, each));
    }
  }

  @Test
  void large_answer_loses_its_additional_records_first_and_is_cut_next() {
    byte[] query = Exchange.query("many.service.consul", Type.SRV, 1_000);
    byte[] answer = server.send(query, false);
    assertThat(answer).hasSizeLessThanOrEqualTo(1_000);
    Message parsed = Exchange.parse(answer);
    assertThat(parsed.getSection(Section.ANSWER)).hasSize(20);
    assertThat(parsed.getSection(Section.ADDITIONAL)).hasSizeBetween(2, 15);
    assertThat(parsed.getHeader().getFlag(Flags.TC)).isFalse();
    Message cut = server.udp(Exchange.query("many.service.consul", Type.SRV, 700));
    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(cut.getOPT()).isNotNull();
    assertThat(cut.getSection(Section.ADDITIONAL)).hasSize(1);
  }

  @Test
  void udp_answer_never_exceeds_our_own_limit() {
    FixedCatalog catalog = ConsulVectorCatalog.load();
    for (int i = 0; i < 200; i++) {
      catalog.instance(
          io.paceline.service.ServiceInstance.builder("huge").node("n1").id("i" + i).port(i));
    }
    Exchange exchange = new Exchange(DnsConfig.builder().build(), catalog);
    byte[] query = Exchange.query("huge.service.consul", Type.SRV, 65_535);
    assertThat(exchange.send(query, false)).hasSizeBetween(1_100, 1_232);
    assertThat(exchange.tcp(query).getSection(Section.ANSWER)).hasSize(200);
  }

  @Test
  void refusals_say_why() {
    assertThat(extendedError(RawQuery.of("example.com", Type.A))).isEqualTo(20);
    assertThat(extendedError(RawQuery.of("consul", Type.AXFR))).isEqualTo(21);
    assertThat(extendedError(RawQuery.of("nosuch.service.consul", Type.A))).isEqualTo(-1);
    assertThat(server.udp(RawQuery.of("example.com", Type.A).build()).getOPT())
        .as("without EDNS nothing is said")
        .isNull();
  }

  private int extendedError(RawQuery query) {
    var options =
        server
            .udp(query.opt(1_232).build())
            .getOPT()
            .getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR);
    return options.isEmpty() ? -1 : ((ExtendedErrorCodeOption) options.get(0)).getErrorCode();
  }

  @Test
  void keepalive_is_told_over_tcp_when_asked_and_never_over_udp() {
    byte[] query = RawQuery.of(WEB, Type.A).opt(1232, RawQuery.option(11)).build();
    EDNSOption option = opt(server.tcp(query)).getOptions(11).get(0);
    assertThat(option).hasToString("{edns-tcp-keepalive: 100}");
    assertThat(opt(server.udp(query)).getOptions(11)).isEmpty();
    assertThat(opt(server.tcp(RawQuery.of(WEB, Type.A).opt(1232).build())).getOptions(11))
        .isEmpty();
  }

  private static OPTRecord opt(Message answer) {
    OPTRecord opt = answer.getOPT();
    if (opt == null) {
      throw new AssertionError("no OPT in " + answer);
    }
    return opt;
  }

  private static byte[] cookie(Message answer) {
    EDNSOption option = opt(answer).getOptions(10).get(0);
    assertThat(option).isNotInstanceOf(GenericEDNSOption.class);
    byte[] wire = option.toWire();
    return Arrays.copyOfRange(wire, 4, wire.length);
  }
}
