package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.Weights;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of Consul's JSON. */
final class HealthAnswerTest {
  private static List<ServiceEntry> parse(String json) throws ConsulException {
    return HealthAnswer.parse(new ConsulResponse(200, json, ConsulResponse.Headers.NONE).json());
  }

  @Test
  void entry_has_node_service_weights_and_checks() throws ConsulException {
    ServiceEntry entry =
        parse(
                """
                [{"Node":{"ID":"6e9b","Node":"n1","Address":"10.0.0.1","Datacenter":"dc1",
                  "TaggedAddresses":{"lan":"10.0.0.1"},"Meta":{"rack":"r1"}},
                  "Service":{"ID":"web-1","Service":"web","Tags":["v2"],"Address":"","Port":8080,
                  "Meta":{"version":"2"},"Weights":{"Passing":10,"Warning":3}},
                  "Checks":[{"CheckID":"c","Name":"n","Status":"warning","Output":"at 12:01",
                  "Type":"http","Definition":{},"ModifyIndex":33}]}]""")
            .get(0);
    assertThat(entry.address()).isEqualTo("10.0.0.1");
    assertThat(entry.node().meta()).containsEntry("rack", "r1");
    assertThat(entry.instance().tags()).containsExactly("v2");
    assertThat(entry.instance().weights()).isEqualTo(new Weights(10, 3));
    assertThat(entry.instance().health()).isEqualTo(HealthStatus.WARNING);
    assertThat(entry.instance().checks().get(0).output()).isEmpty();
  }

  @Test
  void nulls_and_missing_parts_are_empty() throws ConsulException {
    ServiceEntry entry =
        parse(
                "[{\"Node\":{\"Node\":\"n\"},\"Service\":{\"ID\":\"i\",\"Service\":\"s\",\"Tags\":null}}]")
            .get(0);
    assertThat(entry.instance().tags()).isEmpty();
    assertThat(entry.instance().weights()).isEqualTo(Weights.DEFAULT);
    assertThat(parse("[]")).isEmpty();
  }

  @Test
  void one_nonsensical_instance_does_not_hide_the_others() throws ConsulException {
    String bad =
        "{\"Node\":{\"Node\":\"n\"},\"Service\":{\"ID\":\"i\",\"Service\":\"s\",\"Port\":70000}}";
    String good =
        "{\"Node\":{\"Node\":\"n\"},\"Service\":{\"ID\":\"j\",\"Service\":\"s\",\"Weights\":{\"Passing\":-4}}}";
    List<ServiceEntry> entries = parse("[" + bad + ",7,null," + good + "]");
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).instance().weights().passing()).isZero();
  }

  @Test
  void status_that_nobody_knows_is_critical() throws ConsulException {
    ServiceEntry entry =
        parse(
                "[{\"Node\":{\"Node\":\"n\"},\"Service\":{\"ID\":\"i\",\"Service\":\"s\"},"
                    + "\"Checks\":[{\"CheckID\":\"c\",\"Status\":\"maintenance\"}]}]")
            .get(0);
    assertThat(entry.instance().health()).isEqualTo(HealthStatus.CRITICAL);
  }

  @Test
  void what_is_not_a_list_is_an_error_and_not_an_empty_service() {
    for (String json : List.of("{}", "null", "", "[{", "<html>", "\"x\"", "[".repeat(100_000))) {
      assertThatThrownBy(() -> parse(json))
          .as(json.substring(0, Math.min(9, json.length())))
          .isInstanceOf(ConsulException.class);
    }
  }

  @Test
  void meta_carries_what_consul_does_not_know_and_gives_it_back() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("path", "/a=b");
    attributes.put("txtvers", "1");
    ServiceInstance instance =
        ServiceInstance.builder("dns")
            .node("n")
            .transport(Transport.UDP)
            .zone("eu-1a")
            .warmUp(Duration.ofSeconds(30))
            .drainingUntilEpochMillis(1_700_000_000_000L)
            .attributes(attributes)
            .meta(Map.of("version", "2"))
            .build();
    Map<String, String> meta = ServiceMeta.write(instance);
    ServiceInstance.Builder read = ServiceInstance.builder("dns").node("n");
    ServiceMeta.read(meta, read);
    assertThat(read.build()).isEqualTo(instance);
  }

  @Test
  void instance_without_any_of_it_has_just_its_own_meta() {
    ServiceInstance plain = ServiceInstance.builder("web").meta(Map.of("a", "b")).build();
    assertThat(ServiceMeta.write(plain)).isEqualTo(Map.of("a", "b"));
  }

  @Test
  void meta_that_consul_would_refuse_is_refused_here() {
    ServiceInstance.Builder web = ServiceInstance.builder("web");
    for (Map<String, String> meta :
        List.of(Map.of("a b", "c"), Map.of("k".repeat(129), ""), Map.of("k", "v".repeat(513)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ServiceMeta.write(web.meta(meta).build()));
    }
  }

  @Test
  void paceline_meta_that_makes_no_sense_is_ignored() {
    ServiceInstance.Builder read = ServiceInstance.builder("s").node("n");
    Map<String, String> meta = new LinkedHashMap<>();
    meta.put("paceline-warm-up", "soon");
    meta.put("paceline-draining", "-1");
    meta.put("paceline-txt-0", "=no key");
    ServiceMeta.read(meta, read);
    assertThat(read.build()).isEqualTo(ServiceInstance.builder("s").node("n").build());
  }
}
