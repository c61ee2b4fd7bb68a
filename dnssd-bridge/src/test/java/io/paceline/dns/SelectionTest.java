package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.ServiceInstance;
import io.paceline.service.Suspicion;
import io.paceline.service.Weights;
import io.paceline.service.selection.Locality;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.SelectionPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Which instances are answered, with which weight, and how often each comes first. */
class SelectionTest {
  private static final String CONSUL = "web.service.consul";
  private static final String BROWSED = "_web._tcp.dnssd.consul";
  private static final long NOW = Exchange.NOW_SECONDS;

  private final FixedCatalog catalog = new FixedCatalog();
  private Exchange server = server(UnaryOperator.identity());
  private long nowSeconds = NOW;

  private Exchange server(UnaryOperator<DnsConfig.Builder> settings) {
    for (int i = 1; i <= 9; i++) {
      catalog.node("n" + i, "10.0.0." + i, Map.of());
    }
    return new Exchange(settings.apply(DnsConfig.builder().node("n9")).build(), catalog);
  }

  private void select(
      UnaryOperator<SelectionPolicy> policy, String zone, Function<String, RoundTrips> trips) {
    SelectionSettings d = SelectionSettings.DEFAULT;
    var settings =
        new SelectionSettings(policy.apply(d.consul()), policy.apply(d.browsing()), zone, trips);
    server = server(config -> config.selection(settings));
  }

  /** Instance number n lives on node n and listens on port n. */
  private static ServiceInstance.Builder web(int number) {
    return ServiceInstance.builder("web").id("i" + number).node("n" + number).port(number);
  }

  private static Message query(String name, int type) {
    return Exchange.message(name, type, DClass.IN);
  }

  private Message ask(Message query, String client) {
    try {
      byte[] wire = query.toWire();
      return Exchange.parse(server.send(wire, InetAddress.getByName(client), true, nowSeconds));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(client, e);
    }
  }

  private Message ask(String name, int type) {
    return ask(query(name, type), "127.0.0.1");
  }

  private static List<Integer> ports(Message answer) {
    return answer.getSection(Section.ANSWER).stream().map(r -> ((SRVRecord) r).getPort()).toList();
  }

  private Set<Integer> ports() {
    return new TreeSet<>(ports(ask(CONSUL, Type.SRV)));
  }

  private Set<Integer> portsFor(String client) {
    return new TreeSet<>(ports(ask(query(CONSUL, Type.SRV), client)));
  }

  private int listed() {
    return ask(BROWSED, Type.PTR).getSection(Section.ANSWER).size();
  }

  /** By port. */
  private Map<Integer, Integer> weights() {
    Map<Integer, Integer> weights = new TreeMap<>();
    for (var each : ask(CONSUL, Type.SRV).getSection(Section.ANSWER)) {
      weights.put(((SRVRecord) each).getPort(), ((SRVRecord) each).getWeight());
    }
    return weights;
  }

  @Test
  void suspect_is_not_listed_in_a_browsing_domain_but_found_by_its_name_and_by_consuls() {
    catalog.instance(web(1)).instance(web(2)).instance(web(3), Suspicion.CONFIRMED);
    assertThat(listed()).isEqualTo(2);
    assertThat(ports(ask("i3@n3." + BROWSED, Type.SRV))).containsExactly(3);
    assertThat(ports()).containsExactly(1, 2, 3);
  }

  @Test
  void suspects_stay_listed_where_they_are_half_of_the_service() {
    catalog.instance(web(1)).instance(web(2), Suspicion.CONFIRMED);
    assertThat(listed()).isEqualTo(2);
  }

  @Test
  void suspect_leaves_consuls_names_where_that_is_wanted() {
    catalog.instance(web(1)).instance(web(2)).instance(web(3), Suspicion.CONFIRMED);
    select(policy -> policy.withSuspectsEjected(true), "", member -> RoundTrips.UNKNOWN);
    assertThat(ports()).containsExactly(1, 2);
  }

  @Test
  void draining_instance_gets_no_new_work_and_is_still_found_by_its_name() {
    long until = 1_000 * (NOW + 60);
    catalog.instance(web(1)).instance(web(2).drainingUntilEpochMillis(until));
    assertThat(ports()).containsExactly(1);
    assertThat(listed()).isEqualTo(1);
    assertThat(ports(ask("i2@n2." + BROWSED, Type.SRV))).containsExactly(2);
  }

  @Test
  void service_that_drains_as_a_whole_is_answered_until_its_last_drain_is_over() {
    catalog.instance(web(1).drainingUntilEpochMillis(1_000 * (NOW + 10)));
    catalog.instance(web(2).drainingUntilEpochMillis(1_000 * (NOW + 20)));
    assertThat(ports()).containsExactly(1, 2);
    nowSeconds = NOW + 10; // the catalog is the same
    assertThat(ports()).containsExactly(2);
    nowSeconds = NOW + 20;
    assertThat(ask(CONSUL, Type.SRV).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    // there are names below: those of the instances
    assertThat(ask(BROWSED, Type.PTR).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(listed()).isZero();
  }

  @Test
  void weight_rises_with_the_warm_up_though_the_catalog_says_nothing_new() {
    catalog.instance(web(1).weights(new Weights(10, 1)));
    catalog.instance(
        web(2)
            .weights(new Weights(10, 1))
            .warmUp(Duration.ofSeconds(20))
            .startedAtEpochMillis(1_000 * NOW));
    assertThat(weights()).isEqualTo(Map.of(1, 65_535, 2, 3_277)); // one of 20 steps
    nowSeconds = NOW + 9;
    assertThat(weights()).isEqualTo(Map.of(1, 65_535, 2, 32_768));
    nowSeconds = NOW + 20;
    assertThat(weights()).isEqualTo(Map.of(1, 10, 2, 10));
  }

  @Test
  void weights_are_as_configured_where_nothing_is_taken_off() {
    catalog.instance(web(1).weights(new Weights(10, 1)));
    catalog.instance(web(2).weights(new Weights(65_535, 1)));
    catalog.instance(web(3).weights(new Weights(3, 1)));
    assertThat(weights()).isEqualTo(Map.of(1, 10, 2, 65_535, 3, 3));
  }

  @Test
  void weight_zero_is_answered_as_the_last_resort_and_never_first() {
    catalog.instance(web(1)).instance(web(2).weights(new Weights(0, 0))).instance(web(3));
    assertThat(weights()).isEqualTo(Map.of(1, 1, 2, 0, 3, 1));
    for (int i = 0; i < 200; i++) {
      assertThat(ports(ask(CONSUL, Type.SRV)).get(0)).isNotEqualTo(2);
    }
    assertThat(ask(CONSUL, Type.A).getSection(Section.ANSWER)).hasSize(3);
  }

  @Test
  void service_of_nothing_but_weight_zero_is_answered_by_turns() {
    catalog.instance(web(1).weights(new Weights(0, 0)));
    catalog.instance(web(2).weights(new Weights(0, 0)));
    Set<Integer> first = new TreeSet<>();
    IntStream.range(0, 50).forEach(i -> first.add(ports(ask(CONSUL, Type.SRV)).get(0)));
    assertThat(first).containsExactly(1, 2);
  }

  @Test
  void each_comes_first_as_often_as_its_weight_says() {
    catalog.instance(web(1).weights(new Weights(3, 1)).address("10.9.0.1"));
    catalog.instance(web(2).weights(new Weights(1, 1)).address("10.9.0.2"));
    for (int type : new int[] {Type.SRV, Type.A, Type.PTR}) {
      String name = type == Type.PTR ? BROWSED : CONSUL;
      Map<String, Integer> first = new TreeMap<>();
      for (int i = 0; i < 2_000; i++) {
        var answers = ask(name, type).getSection(Section.ANSWER);
        assertThat(answers).hasSize(2);
        first.merge(answers.get(0).rdataToString(), 1, Integer::sum);
      }
      // 500 and 1,500 expected; the standard deviation is 19
      assertThat(new TreeSet<>(first.values()))
          .as(Type.string(type) + " " + first)
          .hasSize(2)
          .allMatch(n -> Math.abs(n - 500) < 100 || Math.abs(n - 1_500) < 100);
    }
  }

  @Test
  void limited_answers_are_drawn_by_weight_too() {
    catalog.instance(web(1).weights(new Weights(9, 1)).address("10.9.0.1"));
    catalog.instance(web(2).weights(new Weights(1, 1)).address("10.9.0.2"));
    var one = new AnswerSettings(false, 1, 0, true, true, false, 1_232);
    server = server(config -> config.answers(one));
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      var answers = ask(CONSUL, Type.A).getSection(Section.ANSWER);
      assertThat(answers).hasSize(1);
      drawn.add(answers.get(0).rdataToString());
    }
    // 900 expected; the standard deviation is 10
    assertThat(drawn.stream().filter("10.9.0.1"::equals).count()).isBetween(850L, 950L);
  }

  @Test
  void zone_of_the_server_is_preferred_while_enough_of_it_is_fit() {
    catalog.instance(web(1).zone("a")).instance(web(2).zone("a")).instance(web(3).zone("b"));
    select(p -> p.withLocality(Locality.SAME_ZONE), "a", member -> RoundTrips.UNKNOWN);
    assertThat(ports()).containsExactly(1, 2);
    assertThat(listed()).isEqualTo(2);
    catalog.instance(web(2).zone("a").drainingUntilEpochMillis(1_000 * (NOW + 60)));
    // half of the zone is left, 70 % would keep all work there: 5 of 7 parts stay
    assertThat(weights()).isEqualTo(Map.of(1, 65_535, 3, 26_214));
  }

  /** Each member is 1 ms from itself and 50 ms from the others. */
  private void preferShortRoundTrips() {
    select(
        p -> p.withLocality(Locality.SHORTEST_ROUND_TRIP),
        "",
        member -> node -> node.equals(member) ? 0.001 : 0.05);
  }

  @Test
  void asker_is_the_member_with_the_senders_address() {
    catalog.instance(web(1)).instance(web(2)).instance(web(9));
    preferShortRoundTrips();
    for (int i = 0; i < 2; i++) { // what one is told is not kept for the other
      assertThat(portsFor("10.0.0.1")).containsExactly(1);
      assertThat(portsFor("10.0.0.2")).containsExactly(2);
      assertThat(portsFor("127.0.0.1")).containsExactly(9);
      assertThat(portsFor("10.0.0.9")).containsExactly(9);
    }
    assertThat(portsFor("192.0.2.1")).as("nobody's").containsExactly(1, 2, 9);
  }

  private Message askBySubnet(String address, int bits) throws UnknownHostException {
    Message query = query(CONSUL, Type.SRV);
    var subnet = new ClientSubnetOption(bits, InetAddress.getByName(address));
    query.addRecord(new OPTRecord(1_232, 0, 0, 0, List.<EDNSOption>of(subnet)), Section.ADDITIONAL);
    return ask(query, "127.0.0.1"); // by a forwarder on this host
  }

  private static int scope(Message answer) {
    var options = answer.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET);
    return ((ClientSubnetOption) options.get(0)).getScopePrefixLength();
  }

  @Test
  void asker_is_a_member_in_the_client_subnet_and_the_answer_is_for_that_subnet() throws Exception {
    catalog.instance(web(1)).instance(web(2)).instance(web(8));
    preferShortRoundTrips();
    Message whole = askBySubnet("10.0.0.2", 32);
    assertThat(ports(whole)).containsExactly(2);
    assertThat(scope(whole)).isEqualTo(32);
    Message part = askBySubnet("10.0.0.8", 29); // 10.0.0.8 to 10.0.0.15
    assertThat(ports(part)).containsExactly(8);
    assertThat(scope(part)).isEqualTo(29);
    assertThat(ports(askBySubnet("192.0.2.0", 24))).containsExactlyInAnyOrder(1, 2, 8);
  }

  @Test
  void answer_is_for_everybody_where_it_does_not_depend_on_who_asks() throws Exception {
    catalog.instance(web(1)).instance(web(2));
    Message answer = askBySubnet("10.0.0.2", 32);
    assertThat(ports(answer)).hasSize(2);
    assertThat(scope(answer)).isZero();
  }

  @Test
  void each_asker_has_its_own_subset_of_a_large_service_and_keeps_it() {
    IntStream.rangeClosed(1, 8).forEach(i -> catalog.instance(web(i)));
    select(p -> p.withSubsetMax(3), "", member -> RoundTrips.UNKNOWN);
    Set<Integer> used = new TreeSet<>();
    for (int i = 1; i <= 30; i++) {
      String client = "192.0.2." + i;
      Set<Integer> own = portsFor(client);
      assertThat(own).hasSize(3).isEqualTo(portsFor(client));
      used.addAll(own);
    }
    assertThat(used).as("nobody is left out by all").hasSize(8);
  }
}
