package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What strangers beyond the loopback interface can draw out of the server. */
class RateLimitTest {
  private static final RateLimit TEN = new RateLimit(10, 20, 2);

  private final Exchange server =
      new Exchange(DnsConfig.builder().rateLimit(TEN).build(), ConsulVectorCatalog.load());
  private final byte[] query = RawQuery.of("web.service.consul", Type.A).build();

  private static InetAddress address(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private int answered(InetAddress client, int queries) {
    int answered = 0;
    for (int i = 0; i < queries; i++) {
      byte[] answer = server.send(query, client, false, Exchange.NOW_SECONDS);
      if (answer != null && !Exchange.parse(answer).getSection(Section.ANSWER).isEmpty()) {
        answered++;
      }
    }
    return answered;
  }

  @Test
  void network_gets_its_burst_and_then_its_rate() {
    assertThat(answered(address(192, 0, 2, 1), 1_000)).isEqualTo(21);
    assertThat(answered(address(192, 0, 2, 77), 1_000)).as("same /24").isZero();
    assertThat(answered(address(198, 51, 100, 1), 1_000)).as("another").isEqualTo(21);
    server.nowNanos += 1_000_000_000L;
    assertThat(answered(address(192, 0, 2, 1), 1_000)).isEqualTo(10);
    server.nowNanos += 3_600_000_000_000L; // past the largest value of the clock
    assertThat(answered(address(192, 0, 2, 1), 1_000)).isEqualTo(21);
  }

  @Test
  void every_second_answer_beyond_the_limit_is_an_empty_one_that_sends_to_tcp() {
    InetAddress client = address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    answered(client, 21);
    int empty = 0;
    for (int i = 0; i < 100; i++) {
      byte[] answer = server.send(query, client, false, Exchange.NOW_SECONDS);
      if (answer != null) {
        Message sent = Exchange.parse(answer);
        assertThat(sent.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(sent.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.length).isLessThanOrEqualTo(query.length);
        empty++;
      }
    }
    assertThat(empty).isEqualTo(50);
    assertThat(server.counters.read().rateLimited()).isEqualTo(100);
  }

  @Test
  void tcp_loopback_and_a_valid_cookie_are_not_limited() {
    InetAddress client = address(192, 0, 2, 1);
    answered(client, 1_000);
    assertThat(server.send(query, client, true, Exchange.NOW_SECONDS)).isNotNull();
    assertThat(answered(address(127, 0, 0, 1), 1_000)).isEqualTo(1_000);
    int[] clientCookie = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] hello =
        RawQuery.of("web.service.consul", Type.A)
            .opt(1232, RawQuery.option(10, clientCookie))
            .build();
    Message first = Exchange.parse(server.send(hello, client, true, Exchange.NOW_SECONDS));
    byte[] cookie = java.util.Objects.requireNonNull(first.getOPT()).getOptions(10).get(0).toWire();
    int[] full = new int[24];
    for (int i = 0; i < full.length; i++) {
      full[i] = cookie[4 + i];
    }
    byte[] known =
        RawQuery.of("web.service.consul", Type.A).opt(1232, RawQuery.option(10, full)).build();
    for (int i = 0; i < 100; i++) {
      assertThat(server.send(known, client, false, Exchange.NOW_SECONDS)).isNotNull();
    }
    full[23]++;
    byte[] forged =
        RawQuery.of("web.service.consul", Type.A).opt(1232, RawQuery.option(10, full)).build();
    int rejected = 0;
    for (int i = 0; i < 100; i++) {
      byte[] answer = server.send(forged, client, false, Exchange.NOW_SECONDS);
      rejected += answer == null ? 1 : 0;
    }
    assertThat(rejected).isEqualTo(50);
  }

  @Test
  void limit_is_off_on_loopback_and_on_beyond_it_by_default() {
    assertThat(DnsConfig.builder().build().rateLimit()).isEqualTo(RateLimit.NONE);
    InetSocketAddress open = new InetSocketAddress(address(192, 0, 2, 1), 53);
    assertThat(DnsConfig.builder().bind(open).build().rateLimit()).isEqualTo(RateLimit.DEFAULT);
    InetSocketAddress any = new InetSocketAddress(53);
    assertThat(DnsConfig.builder().bind(any).build().rateLimit()).isEqualTo(RateLimit.DEFAULT);
  }
}
