package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.Weights;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.http.HttpProblem;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationJsonTest {

  @Test
  void every_field_arrives() {
    ServiceInstance instance =
        read(
            "{'ID':'web-1','Name':'web','Tags':['a','b'],'Address':'10.0.0.5','Port':8080,"
                + "'Meta':{'k':'v'},'Weights':{'Passing':5,'Warning':2},"
                + "'Attributes':{'path':'/','secure':null},'Transport':'udp'}");
    assertThat(instance.id()).isEqualTo("web-1");
    assertThat(instance.service()).isEqualTo("web");
    assertThat(instance.tags()).containsExactly("a", "b");
    assertThat(instance.address()).isEqualTo("10.0.0.5");
    assertThat(instance.port()).isEqualTo(8080);
    assertThat(instance.meta()).isEqualTo(Map.of("k", "v"));
    assertThat(instance.weights()).isEqualTo(new Weights(5, 2));
    assertThat(instance.attributes().text("path")).contains("/");
    assertThat(instance.attributes().contains("secure")).isTrue();
    assertThat(instance.attributes().text("secure")).isEmpty();
    assertThat(instance.transport()).isEqualTo(Transport.UDP);
  }

  @Test
  void names_of_fields_are_read_in_any_letter_case_as_in_consul() {
    assertThat(read("{'name':'web','PORT':1}").port()).isEqualTo(1);
  }

  @Test
  void id_defaults_to_the_name_and_the_node_stays_open() {
    assertThat(read("{'Name':'web'}").id()).isEqualTo("web");
    assertThat(read("{'Name':'web','ID':''}").id()).isEqualTo("web");
    assertThat(read("{'Name':'web'}").node()).isEmpty();
  }

  @Test
  void null_means_the_default() {
    assertThat(read("{'Name':'web','Tags':null,'Meta':null,'Check':null}").tags()).isEmpty();
  }

  @Test
  void what_asks_for_nothing_is_let_through() {
    assertThat(read("{'Name':'web','Check':{},'Checks':[],'Kind':'','Connect':{}}").service())
        .isEqualTo("web");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Name':'web','Check':{'UDP':'127.0.0.1:5','Interval':'5s'}}",
        "{'Name':'web','Checks':[{'TTL':'5s'},{'AliasService':'db'}]}",
        "{'Name':'web','Kind':'connect-proxy'}",
        "{'Name':'web','Connect':{'Native':true}}"
      })
  void what_is_not_served_is_refused_rather_than_ignored(String json) {
    assertProblem(json, 501, "does not serve the field");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                    | Missing service name
          {'Name':''}                           | Missing service name
          {'Name':'x','Zork':1}                 | unknown field "Zork"
          {'Name':'x','Weights':{'Passing':-1}} | Passing must be greater than 0
          {'Name':'x','Weights':{'Zork':1}}     | unknown field "Zork"
          {'Name':'x','Address':'0.0.0.0'}      | Invalid service address
          {'Name':'x','Address':'::'}           | Invalid service address
          {'Name':'x','Port':'80'}              | Port must be a number
          {'Name':'x','Port':1.5}               | Port must be an integer
          {'Name':'x','Port':99999999999}       | Port must be an integer
          {'Name':'x','Port':1e999999999}       | Port must be an integer
          {'Name':1}                            | Name must be a string
          {'Name':'x','Tags':'a'}               | Tags must be an array
          {'Name':'x','Tags':[1]}               | Tags must be a string
          {'Name':'x','Meta':[]}                | Meta must be an object
          {'Name':'x','Transport':'sctp'}       | Transport must be tcp or udp
          {"Name":                              | unexpected EOF
          {'Name':'x'} {}                       | malformed JSON
          {Name:'x'}                            | malformed JSON
          [1]                                   | must be an object
          nope                                  | malformed JSON
          """)
  void hostile_or_mistaken_json_is_400_with_the_reason(String json, String reason) {
    assertProblem(json, 400, reason);
  }

  @Test
  void no_body_is_eof() {
    assertProblem("", 400, "EOF");
  }

  @Test
  void deep_nesting_is_refused_before_it_hurts() {
    assertProblem("{'Meta':" + "[".repeat(100_000), 400, "malformed JSON");
  }

  @Test
  void values_out_of_range_name_the_rule() {
    assertThatThrownBy(() -> read("{'Name':'x','Port':70000}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("port (70000) must be 0 to 65535");
    assertThatThrownBy(() -> read("{'Name':'x','Attributes':{'a=b':'c'}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RFC 6763");
  }

  @Test
  void random_damage_is_never_more_than_a_refusal() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String good = "{'Name':'web','Tags':['a'],'Meta':{'k':'v'},'Port':80,'Weights':{'Passing':1}}";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder json = new StringBuilder(good.replace('\'', '"'));
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        json.setCharAt(random.nextInt(json.length()), (char) random.nextInt(0x80));
      }
      json.setLength(random.nextInt(json.length() + 1));
      try {
        RegistrationJson.read(Bytes.utf8(json.toString()), CheckTargets.LOOPBACK);
      } catch (HttpProblem | IllegalArgumentException expected) {
        // a refusal is a good answer
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", body " + json, e);
      }
    }
  }

  private static void assertProblem(String json, int status, String reason) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            HttpProblem.class,
            problem -> {
              assertThat(problem.reply().status()).isEqualTo(status);
              assertThat(problem.reply().body().utf8()).contains(reason);
            });
  }

  private static ServiceInstance read(String json) {
    return RegistrationJson.read(Bytes.utf8(json.replace('\'', '"')), CheckTargets.LOOPBACK)
        .instance();
  }
}
