package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** How little a forger of source addresses can have sent to others. */
class RateLimitTest {
  private static final byte[] CLIENT_COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final Exchange server =
      new Exchange(
          DnsConfig.builder().rateLimit(new RateLimitSettings(10, 3)).build(),
          ConsulVectorCatalog.load());
  private final byte[] query = Exchange.query("web.service.consul", Type.SRV);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Answers with records, answers with TC=1 alone, and silences, of 40 queries. */
  private int[] ask(String client, byte[] asked, long nowSeconds) {
    int[] full = new int[3];
    for (int i = 0; i < 40; i++) {
      byte[] answer = server.send(asked, address(client), false, nowSeconds);
      if (answer == null) {
        full[2]++;
      } else {
        Message message = Exchange.parse(answer);
        boolean empty = message.getSection(Section.ANSWER).isEmpty();
        assertThat(message.getHeader().getFlag(Flags.TC)).isEqualTo(empty);
        full[empty ? 1 : 0]++;
      }
    }
    return full;
  }

  @Test
  void beyond_the_budget_every_third_answer_is_tc_alone_and_the_others_are_dropped() {
    assertThat(ask("192.0.2.1", query, 1)).containsExactly(10, 10, 20);
    assertThat(server.counters.read().rateLimited()).isEqualTo(30);
    assertThat(ask("192.0.2.1", query, 2)).as("a second later").containsExactly(10, 10, 20);
  }

  @Test
  void budget_is_that_of_a_network() {
    assertThat(ask("192.0.2.1", query, 1)).containsExactly(10, 10, 20);
    assertThat(ask("192.0.2.254", query, 1)[0]).isZero();
    assertThat(ask("192.0.3.1", query, 1)[0]).isEqualTo(10);
    assertThat(ask("2001:db8:0:1::1", query, 1)[0]).isEqualTo(10);
    assertThat(ask("2001:db8:0:ff::2", query, 1)[0]).isZero();
    assertThat(ask("2001:db8:0:100::2", query, 1)[0]).isEqualTo(10);
  }

  @Test
  void errors_count_as_answers() {
    byte[] foreign = Exchange.query("example.com", Type.A);
    for (int i = 0; i < 10; i++) {
      assertThat(server.send(foreign, address("192.0.2.1"), false, 1)).isNotNull();
    }
    assertThat(ask("192.0.2.1", query, 1)[0]).isZero();
  }

  @Test
  void loopback_and_tcp_are_not_limited() {
    assertThat(ask("127.0.0.1", query, 1)).containsExactly(40, 0, 0);
    for (int i = 0; i < 40; i++) {
      assertThat(server.send(query, address("192.0.2.1"), true, 1)).isNotNull();
    }
  }

  @Test
  void client_with_a_valid_cookie_is_not_limited_and_one_with_a_forged_one_is() {
    InetAddress client = address("192.0.2.1");
    byte[] first =
        RawQuery.of("web.service.consul", Type.A).opt(1_232, cookie(CLIENT_COOKIE)).build();
    byte[] answer =
        java.util.Objects.requireNonNull(server.send(first, client, false, Exchange.NOW_SECONDS));
    byte[] given = Arrays.copyOfRange(answer, answer.length - 24, answer.length);
    byte[] second = RawQuery.of("web.service.consul", Type.A).opt(1_232, cookie(given)).build();
    assertThat(ask("192.0.2.1", second, Exchange.NOW_SECONDS)).containsExactly(40, 0, 0);
    given[23] ^= 1;
    byte[] forged = RawQuery.of("web.service.consul", Type.A).opt(1_232, cookie(given)).build();
    assertThat(ask("192.0.2.1", forged, Exchange.NOW_SECONDS)[0]).isLessThan(10);
  }

  private static byte[] cookie(byte[] data) {
    int[] values = new int[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = data[i] & 0xff;
    }
    return RawQuery.option(10, values);
  }

  @Test
  void it_is_on_beyond_loopback_and_off_on_it() {
    assertThat(DnsConfig.builder().build().rateLimit()).isEqualTo(RateLimitSettings.NONE);
    DnsConfig wide = DnsConfig.builder().bind(new InetSocketAddress("0.0.0.0", 53)).build();
    assertThat(wide.rateLimit()).isEqualTo(RateLimitSettings.DEFAULT);
    assertThatThrownBy(() -> new RateLimitSettings(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(-1)");
  }
}
