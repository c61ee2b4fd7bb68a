package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.Cidr;
import io.paceline.service.Bytes;
import io.paceline.sidecar.checks.CheckDefinition;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.http.HttpProblem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckJsonTest {
  @Test
  void every_kind_of_check_is_read() {
    assertThat(read("{'Name':'a','TTL':'15s'}").check().type()).isEqualTo("ttl");
    assertThat(read("{'Name':'a','HTTP':'http://127.0.0.1:80/h','Interval':'1s'}").check().type())
        .isEqualTo("http");
    assertThat(read("{'Name':'a','TCP':'[::1]:80','Interval':'1s'}").check().type())
        .isEqualTo("tcp");
    assertThat(
            read("{'Name':'a','GRPC':'127.0.0.1:80/shop.Orders','Interval':'1s'}").check().type())
        .isEqualTo("grpc");
  }

  @Test
  void names_of_fields_are_read_in_both_of_consuls_spellings() {
    CheckDefinition check =
        read(
            "{'name':'n','check_id':'c','service_id':'web','ttl':'1m',"
                + "'deregister_critical_service_after':'5m','Notes':null}");
    assertThat(check.id()).isEqualTo("c");
    assertThat(check.serviceId()).isEqualTo("web");
    assertThat(check.isTtl()).isTrue();
  }

  @Test
  void duration_may_be_a_number_of_nanoseconds() {
    CheckDefinition check = read("{'Name':'n','TCP':'127.0.0.1:1','Interval':10000000000}");
    assertThat(check.interval()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 | {'TTL':'1s'}                                              | Missing check name
          400 | {'Name':'a'}                                              | TTL must be > 0
          400 | {'Name':'a','TTL':'zork'}                                 | time: invalid duration "zork"
          400 | {'Name':'a','TTL':'1s','Interval':'1s'}                   | cannot both be specified
          400 | {'Name':'a','HTTP':'http://127.0.0.1/'}                   | Interval must be > 0
          400 | {'Name':'a','TTL':'1s','Zork':1}                          | unknown field "Zork"
          400 | {'Name':'a','TTL':'1s','Status':'zork'}                   | Invalid check status: 'zork'
          400 | {'Name':'a','TCP':'127.0.0.1','Interval':'1s'}            | is not HOST:PORT
          400 | {'Name':'a','TCP':'/etc/passwd','Interval':'1s'}          | is not HOST:PORT
          400 | {'Name':'a','Args':['/bin/sh','-c','id'],'Interval':'1s'} | runs no scripts
          400 | {'Name':'a','Script':'id','Interval':'1s'}                | runs no scripts
          400 | {'Name':'a','DockerContainerID':'x','Interval':'1s'}      | runs no scripts
          400 | {'Name':'a','HTTP':'http://127.0.0.1/','Interval':'1s','Header':{'A':['b\\nC: d']}} | control characters
          501 | {'Name':'a','HTTP':'http://127.0.0.1/','Interval':'1s','Method':'POST'} | GET only
          501 | {'Name':'a','UDP':'127.0.0.1:1','Interval':'1s'}          | does not serve the field
          501 | {'Name':'a','TTL':'1s','TLSSkipVerify':true}              | does not serve the field
          403 | {'Name':'a','HTTP':'http://169.254.169.254/latest/','Interval':'1s'} | may reach
          403 | {'Name':'a','TCP':'10.0.0.1:22','Interval':'1s'}          | may reach
          403 | {'Name':'a','GRPC':'[2001:db8::1]:22','Interval':'1s'}    | may reach
          """)
  void refusal_says_why(int status, String json, String reason) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            HttpProblem.class,
            problem -> {
              assertThat(problem.reply().status()).isEqualTo(status);
              assertThat(problem.reply().body().utf8()).contains(reason);
            });
  }

  @Test
  void url_that_is_none_is_refused() {
    assertThatThrownBy(() -> read("{'Name':'a','HTTP':'file:///etc/passwd','Interval':'1s'}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an absolute http or https URL");
  }

  @Test
  void list_of_targets_is_the_operators() {
    CheckTargets targets = new CheckTargets(List.of(Cidr.parse("10.0.0.0/8")));
    String json = "{'Name':'a','TCP':'10.0.0.1:22','Interval':'1s'}".replace('\'', '"');
    assertThat(CheckJson.alone(JsonInput.object(Bytes.utf8(json)), targets).id()).isEqualTo("a");
  }

  private static CheckDefinition read(String json) {
    Bytes body = Bytes.utf8(json.replace('\'', '"'));
    return CheckJson.alone(JsonInput.object(body), CheckTargets.LOOPBACK);
  }
}
