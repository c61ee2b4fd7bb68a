package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** The recorded answers of a Consul server against Paceline's, with the same catalog. */
class ConsulParityTest {
  private final Exchange paceline =
      new Exchange(DnsConfig.builder().node("srv1").build(), ConsulVectorCatalog.load());

  @TestFactory
  Stream<DynamicTest> every_recorded_query_is_answered_as_by_consul_but_for_the_listed_fields() {
    List<ConsulDifference> differences = ConsulDifference.all();
    return ConsulVector.all().stream()
        .map(vector -> dynamicTest(vector.query(), () -> compare(vector, differences)));
  }

  private void compare(ConsulVector vector, List<ConsulDifference> differences) {
    Map<String, Object> consul = ConsulAnswer.of(vector);
    Map<String, Object> ours = ConsulAnswer.of(ConsulAnswer.ask(paceline, vector.query()));
    for (ConsulDifference listed : differences) {
      if (listed.query().equals(vector.query())) {
        consul.remove(listed.field());
        ours.remove(listed.field());
      }
    }
    assertThat(ours).isEqualTo(consul);
  }

  @TestFactory
  Stream<DynamicTest> every_listed_difference_is_one_and_follows_its_rule() {
    Map<String, ConsulVector> vectors = new java.util.HashMap<>();
    ConsulVector.all().forEach(vector -> vectors.put(vector.query(), vector));
    return ConsulDifference.all().stream()
        .map(
            listed -> {
              String title = listed.query() + ": " + listed.field() + ": " + listed.reason();
              return dynamicTest(title, () -> check(listed, vectors));
            });
  }

  private void check(ConsulDifference listed, Map<String, ConsulVector> vectors) {
    assertThat(vectors).as("a difference that no recorded query shows").containsKey(listed.query());
    ConsulVector vector = java.util.Objects.requireNonNull(vectors.get(listed.query()));
    Object ours = ConsulAnswer.of(ConsulAnswer.ask(paceline, listed.query())).get(listed.field());
    assertThat(ours).as("not different").isNotEqualTo(ConsulAnswer.of(vector).get(listed.field()));
    listed.check().accept(java.util.Objects.requireNonNull(ours));
  }

  @Test
  void no_field_is_listed_as_different_twice() {
    assertThat(ConsulDifference.all().stream().map(d -> d.query() + " " + d.field()))
        .doesNotHaveDuplicates();
  }

  @Test
  void all_recorded_queries_are_there() {
    assertThat(ConsulVector.all()).hasSize(110);
  }

  @Test
  void consuls_own_limits_give_consuls_three_answers_without_tc() {
    var likeConsul = new AnswerSettings(false, 0, 3, false, true, false, 1_232);
    var exchange =
        new Exchange(DnsConfig.builder().answers(likeConsul).build(), ConsulVectorCatalog.load());
    Message answer = ConsulAnswer.ask(exchange, "many.service.consul SRV");
    assertThat(answer.getSection(Section.ANSWER)).hasSize(3);
    assertThat(answer.getSection(Section.ADDITIONAL)).hasSize(3);
    assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
  }

  @Test
  void any_over_tcp_gives_every_record_that_consul_gives() {
    Message answer = ConsulAnswer.ask(paceline, "n1.node.consul ANY tcp");
    ConsulVector consul =
        ConsulVector.all().stream()
            .filter(v -> v.query().equals("n1.node.consul ANY"))
            .findFirst()
            .orElseThrow();
    assertThat(ConsulAnswer.of(answer).get("answer")).isEqualTo(consul.answer());
  }
}
