package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.Bytes;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.TxtAttributes;
import io.paceline.service.TxtAttributes.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** DNS service discovery by unicast (RFC 6763). */
class ServiceDiscoveryTest {
  private final FixedCatalog catalog =
      new FixedCatalog()
          .node("n1", "10.0.0.1", Map.of())
          .node("al:web", "10.0.0.8", Map.of())
          .node("n6", "2001:db8::6", Map.of());
  private final Exchange server =
      new Exchange(
          DnsConfig.builder()
              .browsingDomains(List.of("svc.example", "other.example"))
              .reverseZones(List.of("10.in-addr.arpa"))
              .build(),
          catalog);

  private static ServiceInstance.Builder web(String id) {
    return ServiceInstance.builder("web").id(id).node("n1").port(8080);
  }

  private Message ask(String name, int type) {
    return server.tcp(RawQuery.of(name, type).build());
  }

  private List<String> targets(String name) {
    return ask(name, Type.PTR).getSection(Section.ANSWER).stream()
        .map(r -> ((PTRRecord) r).getTarget().toString().replace("\\@", "@"))
        .sorted()
        .toList();
  }

  private static Record only(Message answer) {
    assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    return answer.getSection(Section.ANSWER).get(0);
  }

  @Test
  void service_types_are_listed_once_each_by_transport() {
    catalog.instance(web("a")).instance(web("b"));
    catalog.instance(ServiceInstance.builder("dns").node("n1").transport(Transport.UDP));
    assertThat(targets("_services._dns-sd._udp.svc.example"))
        .containsExactly("_dns._udp.svc.example.", "_web._tcp.svc.example.");
    assertThat(targets("_services._dns-sd._udp.other.example"))
        .containsExactly("_dns._udp.other.example.", "_web._tcp.other.example.");
  }

  @Test
  void browsing_gives_the_instances_with_all_that_is_asked_next() {
    catalog.instance(web("a").attributes(Map.of("path", "/"))).instance(web("b"));
    Message answer = ask("_web._tcp.svc.example", Type.PTR);
    assertThat(targets("_web._tcp.svc.example"))
        .containsExactly("a@n1._web._tcp.svc.example.", "b@n1._web._tcp.svc.example.");
    List<Integer> types =
        answer.getSection(Section.ADDITIONAL).stream().map(Record::getType).toList();
    assertThat(types).containsExactly(Type.SRV, Type.SRV, Type.TXT, Type.TXT, Type.A);
  }

  @Test
  void instance_has_an_srv_of_priority_0_whose_target_resolves_in_the_zone_that_was_asked() {
    catalog.instance(web("a").address("10.0.0.5"));
    SRVRecord srv = (SRVRecord) only(ask("a@n1._web._tcp.svc.example", Type.SRV));
    assertThat(srv.getPriority()).isZero();
    assertThat(srv.getPort()).isEqualTo(8080);
    assertThat(srv.getTarget()).hasToString("0a000005.addr.dc1.svc.example.");
    String target = srv.getTarget().toString();
    assertThat(only(ask(target, Type.A)).rdataToString()).isEqualTo("10.0.0.5");
    assertThat(ask("a@n1._web._tcp.svc.example", Type.SRV).getSection(Section.ADDITIONAL))
        .extracting(r -> r.getName().toString())
        .containsExactly(target);
  }

  @Test
  void target_is_the_node_and_its_address_where_the_nodes_name_is_no_host_name() {
    catalog.instance(web("a"));
    catalog.instance(ServiceInstance.builder("colon").id("c").node("al:web"));
    SRVRecord plain = (SRVRecord) only(ask("a@n1._web._tcp.svc.example", Type.SRV));
    assertThat(plain.getTarget()).hasToString("n1.node.dc1.svc.example.");
    SRVRecord odd = (SRVRecord) only(ask("c@al:web._colon._tcp.svc.example", Type.SRV));
    assertThat(odd.getTarget()).hasToString("0a000008.addr.dc1.svc.example.");
  }

  @Test
  void txt_always_exists_and_holds_one_empty_string_without_attributes() {
    catalog.instance(web("a"));
    TXTRecord txt = (TXTRecord) only(ask("a@n1._web._tcp.svc.example", Type.TXT));
    assertThat(txt.rdataToWireCanonical()).containsExactly(0);
  }

  @Test
  void txt_keeps_binary_values_missing_values_and_the_given_order() {
    byte[] binary = {0, (byte) 0xff, '"', '\\', ';', (byte) 0x80};
    TxtAttributes attributes =
        TxtAttributes.of(
            List.of(
                new Attribute("z", Optional.of(Bytes.copyOf(binary))),
                new Attribute("flag", Optional.empty()),
                new Attribute("empty", Optional.of(Bytes.EMPTY)),
                new Attribute("FLAG", Optional.of(Bytes.utf8("ignored")))));
    catalog.instance(web("a").attributes(attributes));
    TXTRecord txt = (TXTRecord) only(ask("a@n1._web._tcp.svc.example", Type.TXT));
    byte[] wire = txt.rdataToWireCanonical();
    assertThat(wire)
        .containsExactly(
            8, 'z', '=', 0, 0xff, '"', '\\', ';', 0x80, 4, 'f', 'l', 'a', 'g', 6, 'e', 'm', 'p',
            't', 'y', '=');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Brother Laser. 2nd floor", "caf\u00e9 \u2615", "\ud83d\ude80 launch", "back\\slash",
        "UPPER lower", "_web", "a@b.c", "\u65e5\u672c\u8a9e"
      })
  void instance_name_may_be_any_text(String name) {
    catalog.instance(web("a").attributes(Map.of(InstanceName.ATTRIBUTE, name)));
    Name type = Exchange.name("_web._tcp.svc.example");
    PTRRecord pointer = (PTRRecord) only(ask("_web._tcp.svc.example", Type.PTR));
    assertThat(Labels.before(pointer.getTarget(), type)).containsExactly(name);
    byte[] asked = pointer.getTarget().toWire();
    Message answer = server.udp(new RawQuery().question(asked, Type.SRV, 1).build());
    assertThat(((SRVRecord) only(answer)).getPort()).isEqualTo(8080);
  }

  @Test
  void name_that_two_instances_wish_for_is_given_to_neither() {
    catalog.instance(web("a").attributes(Map.of(InstanceName.ATTRIBUTE, "Site")));
    catalog.instance(web("b").attributes(Map.of(InstanceName.ATTRIBUTE, "SITE")));
    assertThat(targets("_web._tcp.svc.example"))
        .containsExactly("a@n1._web._tcp.svc.example.", "b@n1._web._tcp.svc.example.");
  }

  @Test
  void name_with_control_characters_is_not_used() {
    catalog.instance(web("a").attributes(Map.of(InstanceName.ATTRIBUTE, "a\nb")));
    assertThat(targets("_web._tcp.svc.example")).containsExactly("a@n1._web._tcp.svc.example.");
  }

  @Test
  void long_names_are_cut_at_a_code_point_and_stay_different() {
    String common = "\u00e9".repeat(40);
    catalog.instance(web("a").attributes(Map.of(InstanceName.ATTRIBUTE, common + "1")));
    catalog.instance(web("b").attributes(Map.of(InstanceName.ATTRIBUTE, common + "2")));
    Name type = Exchange.name("_web._tcp.svc.example");
    List<String> names =
        ask("_web._tcp.svc.example", Type.PTR).getSection(Section.ANSWER).stream()
            .map(r -> Labels.before(((PTRRecord) r).getTarget(), type).get(0))
            .toList();
    assertThat(names).hasSize(2).doesNotHaveDuplicates();
    assertThat(names).allMatch(n -> n.matches("\u00e9{25}~[0-9a-f]{12}"));
  }

  @Test
  void tags_are_subtypes_with_or_without_an_underscore() {
    catalog.instance(web("a").tags("v2")).instance(web("b").tags("_printer"));
    assertThat(targets("_v2._sub._web._tcp.svc.example"))
        .containsExactly("a@n1._web._tcp.svc.example.");
    assertThat(targets("V2._sub._web._tcp.svc.example"))
        .containsExactly("a@n1._web._tcp.svc.example.");
    assertThat(targets("_printer._sub._web._tcp.svc.example"))
        .containsExactly("b@n1._web._tcp.svc.example.");
    assertThat(ask("_x._sub._web._tcp.svc.example", Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("_sub._web._tcp.svc.example", Type.PTR).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "db", "r", "dr", "lb"})
  void domain_enumeration_names_the_domain_itself(String kind) {
    assertThat(targets(kind + "._dns-sd._udp.svc.example")).containsExactly("svc.example.");
  }

  @Test
  void domain_enumeration_under_a_reverse_zone_names_the_browsing_domains() {
    assertThat(targets("b._dns-sd._udp.0.0.0.10.in-addr.arpa"))
        .containsExactly("other.example.", "svc.example.");
    assertThat(targets("db._dns-sd._udp.0.0.0.10.in-addr.arpa")).containsExactly("svc.example.");
  }

  @Test
  void critical_instances_are_not_shown_and_a_type_goes_with_its_last_instance() {
    ServiceInstance.Builder sick =
        web("a").checks(List.of(ConsulVectorCatalog.check(HealthStatus.CRITICAL)));
    catalog.instance(sick);
    assertThat(targets("_services._dns-sd._udp.svc.example")).isEmpty();
    assertThat(ask("_services._dns-sd._udp.svc.example", Type.PTR).getRcode())
        .isEqualTo(Rcode.NOERROR);
    assertThat(ask("_web._tcp.svc.example", Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("a@n1._web._tcp.svc.example", Type.SRV).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svc.example",
        "_tcp.svc.example",
        "_udp.svc.example",
        "_dns-sd._udp.svc.example",
        "node.svc.example",
        "addr.dc1.svc.example"
      })
  void names_above_others_exist_without_data(String name) {
    assertThat(ask(name, Type.PTR).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(ask(name, Type.PTR).getSection(Section.AUTHORITY).get(0).getName())
        .hasToString("svc.example.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web.service.svc.example",
        "x.svc.example",
        "_x._tcp.svc.example",
        "x._services._dns-sd._udp.svc.example",
        "_x._dns-sd._udp.svc.example",
        "a.b.c._web._tcp.svc.example"
      })
  void names_that_are_nowhere_do_not_exist(String name) {
    catalog.instance(web("a"));
    assertThat(ask(name, Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void longest_zone_wins_where_one_lies_below_the_other() {
    Exchange nested = new Exchange(DnsConfig.builder().build(), catalog.instance(web("a")));
    Message answer = nested.udp(RawQuery.of("_web._tcp.dnssd.consul", Type.PTR).build());
    assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    Message soa = nested.udp(RawQuery.of("x.dnssd.consul", Type.A).build());
    assertThat(soa.getSection(Section.AUTHORITY).get(0).getName()).hasToString("dnssd.consul.");
  }

  @Test
  void reverse_zone_has_its_own_soa_and_the_pointers_of_nodes_and_services() {
    catalog.instance(web("a").address("10.0.0.5"));
    assertThat(targets("1.0.0.10.in-addr.arpa")).containsExactly("n1.node.dc1.consul.");
    assertThat(targets("5.0.0.10.in-addr.arpa")).containsExactly("web.service.dc1.consul.");
    Message missing = ask("9.9.0.10.in-addr.arpa", Type.PTR);
    assertThat(missing.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(missing.getSection(Section.AUTHORITY).get(0).getName())
        .hasToString("10.in-addr.arpa.");
    assertThat(ask("0.0.10.in-addr.arpa", Type.PTR).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(ask("9.9.10.in-addr.arpa", Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("01.0.0.10.in-addr.arpa", Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("9.0.0.192.in-addr.arpa", Type.PTR).getRcode()).isEqualTo(Rcode.REFUSED);
  }
}
