package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What is answered when the catalog has lost its source. */
class StalenessTest {
  private final FixedCatalog catalog =
      new FixedCatalog()
          .node("n1", "10.0.0.1", Map.of())
          .instance(ServiceInstance.builder("web").node("n1").port(80));

  private Exchange server(StaleSettings stale) {
    return new Exchange(DnsConfig.builder().stale(stale).build(), catalog);
  }

  private static Message ask(Exchange server, String name) {
    return Exchange.parse(server.send(Exchange.query(name, Type.SRV, 1_232), false));
  }

  private static List<Integer> reasons(Message answer) {
    return answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
        .map(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
        .toList();
  }

  @Test
  void catalog_that_follows_its_source_is_answered_without_a_word() {
    Message answer = ask(server(new StaleSettings(false, Duration.ZERO)), "web.service.consul");
    assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    assertThat(reasons(answer)).isEmpty();
  }

  @Test
  void stale_answer_says_so_for_years_by_default() {
    catalog.lostFor(Duration.ofDays(3_000));
    Exchange server = server(StaleSettings.DEFAULT);
    Message answer = ask(server, "web.service.consul");
    assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    assertThat(reasons(answer)).containsExactly(3);
    Message none = ask(server, "nosuch.service.consul");
    assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(reasons(none)).containsExactly(19);
    assertThat(server.counters.read().stale()).isEqualTo(2);
  }

  @Test
  void answer_older_than_allowed_is_servfail_for_want_of_an_authority() {
    Exchange server = server(new StaleSettings(true, Duration.ofSeconds(60)));
    catalog.lostFor(Duration.ofSeconds(60));
    assertThat(reasons(ask(server, "web.service.consul"))).containsExactly(3);
    catalog.lostFor(Duration.ofSeconds(61));
    Exchange later = server(new StaleSettings(true, Duration.ofSeconds(60)));
    for (String name : List.of("web.service.consul", "nosuch.service.consul", "consul")) {
      Message answer = ask(later, name);
      assertThat(answer.getRcode()).as(name).isEqualTo(Rcode.SERVFAIL);
      assertThat(reasons(answer)).containsExactly(22);
      assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    }
    assertThat(later.counters.read().failures()).as("no bug of ours").isZero();
  }

  @Test
  void nothing_stale_is_answered_where_that_is_not_allowed() {
    catalog.lostFor(Duration.ofMillis(1));
    Exchange server = server(new StaleSettings(false, Duration.ofDays(1)));
    assertThat(ask(server, "web.service.consul").getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void foreign_name_is_refused_however_old_the_catalog_is() {
    catalog.lostFor(Duration.ofDays(1));
    Message answer = ask(server(new StaleSettings(false, Duration.ZERO)), "example.org");
    assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(reasons(answer)).containsExactly(20);
  }

  @Test
  void source_that_comes_back_is_noticed_within_a_second() {
    catalog.lostFor(Duration.ofMinutes(1));
    Exchange server = server(new StaleSettings(false, Duration.ZERO));
    assertThat(ask(server, "web.service.consul").getRcode()).isEqualTo(Rcode.SERVFAIL);
    catalog.lostFor(Duration.ZERO);
    byte[] query = Exchange.query("web.service.consul", Type.SRV, 1_232);
    byte[] answer = server.send(query, Exchange.CLIENT, false, Exchange.NOW_SECONDS + 1);
    assertThat(Exchange.parse(answer).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void negative_limit_is_refused() {
    assertThatThrownBy(() -> new StaleSettings(true, Duration.ofSeconds(-1)))
        .hasMessage("greatest staleness (PT-1S) must not be negative");
  }
}
