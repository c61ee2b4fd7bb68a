package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.paceline.dns.AnswerSettings;
import io.paceline.dns.RecursorSettings;
import io.paceline.dns.StaleSettings;
import io.paceline.dns.TtlSettings;
import io.paceline.sidecar.agent.Agent;
import io.paceline.sidecar.agent.DnsSettings;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsArgumentsTest {

  @Test
  void defaults_are_those_of_the_server() {
    DnsSettings settings = settings("");
    assertThat(HostPort.text(settings.bind())).isEqualTo("127.0.0.1:8600");
    assertThat(settings.domain()).isEqualTo("consul");
    assertThat(settings.alternativeDomain()).isEmpty();
    assertThat(settings.ttls()).isEqualTo(TtlSettings.ZERO);
    assertThat(settings.answers()).isEqualTo(AnswerSettings.DEFAULT);
    assertThat(settings.allowStale()).isEmpty();
    assertThat(settings.maxStale()).isEqualTo(StaleSettings.DEFAULT.max());
    assertThat(settings.recursors()).isEqualTo(RecursorSettings.NONE);
  }

  @Test
  void every_option_arrives() {
    DnsSettings settings =
        settings(
            "--dns-domain corp --dns-alt-domain consul --dns-only-passing --dns-node-ttl 1m"
                + " --dns-service-ttl web=10s,db*=1h --dns-service-ttl *=5s"
                + " --dns-allow-stale false --dns-max-stale 30s"
                + " --dns-recursor 10.0.0.1,10.0.0.2:5353 --dns-recursor ::1"
                + " --dns-recursor [::1] --dns-recursor [::1]:54"
                + " --dns-udp-answer-limit 3 --dns-a-record-limit 2");
    assertThat(settings.domain()).isEqualTo("corp");
    assertThat(settings.alternativeDomain()).contains("consul");
    assertThat(settings.ttls().node()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.ttls().services())
        .containsExactly(
            entry("web", Duration.ofSeconds(10)),
            entry("db*", Duration.ofHours(1)),
            entry("*", Duration.ofSeconds(5)));
    assertThat(settings.allowStale()).contains(false);
    assertThat(settings.maxStale()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.recursors().servers().stream().map(HostPort::text))
        .containsExactly(
            "10.0.0.1:53",
            "10.0.0.2:5353",
            "[0:0:0:0:0:0:0:1]:53",
            "[0:0:0:0:0:0:0:1]:53",
            "[0:0:0:0:0:0:0:1]:54");
    assertThat(settings.answers().onlyPassing()).isTrue();
    assertThat(settings.answers().udpAnswerLimit()).isEqualTo(3);
    assertThat(settings.answers().addressLimit()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --dns-node-ttl 5                      | --dns-node-ttl must be a time like 30s
          --dns-node-ttl 999999h                | node TTL
          --dns-service-ttl web                 | --dns-service-ttl must be KEY=VALUE
          --dns-service-ttl web=x               | --dns-service-ttl must be a time like 30s
          --dns-service-ttl w=1s,w=2s           | --dns-service-ttl w is given twice
          --dns-service-ttl w*b=1s              | must have * at its end only
          --dns-allow-stale maybe               | --dns-allow-stale must be true or false
          --dns-recursor dns.example            | --dns-recursor must be IP:PORT
          --dns-recursor 10.0.0.1:0             | must be an address and port
          --dns-udp-answer-limit x              | --dns-udp-answer-limit must be a number
          --dns-a-record-limit 9999999          | --dns-a-record-limit must be a number
          """)
  void mistakes_name_the_option_and_the_value(String line, String reason) {
    assertThatThrownBy(() -> settings(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void mistake_that_only_the_server_sees_is_found_before_anything_is_bound() {
    assertThatThrownBy(() -> Agent.check(AgentRun.config(arguments("--dns-alt-domain consul"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("zone consul. is configured twice");
  }

  @Test
  void agent_answers_as_the_options_say() throws Exception {
    try (Agent agent =
        agent(
            "--dns-domain corp --dns-alt-domain consul --dns-only-passing --dns-node-ttl 7s"
                + " --dns-service-ttl we*=30s,web=20s,*=5s"
                + " --dns-udp-answer-limit 2 --dns-a-record-limit 1")) {
      for (int i = 1; i <= 3; i++) {
        register(agent, "{'Name':'web','ID':'w" + i + "','Address':'10.0.0." + i + "','Port':80}");
      }
      register(agent, "{'Name':'wet','Port':81,'Check':{'TTL':'1h','Status':'passing'}}");
      register(agent, "{'Name':'ill','Port':82,'Check':{'TTL':'1h','Status':'warning'}}");

      assertThat(answers(agent, "n.node.corp", "A")).containsExactly("n.node.corp. 7 A 127.0.0.1");
      assertThat(answers(agent, "web.service.corp", "A"))
          .singleElement()
          .asString()
          .startsWith("web.service.corp. 20 A 10.0.0.");
      assertThat(answers(agent, "wet.service.consul", "SRV")).hasSize(1);
      assertThat(answers(agent, "wet.service.consul", "A"))
          .containsExactly("wet.service.consul. 30 A 127.0.0.1");
      assertThat(answers(agent, "web.service.corp", "SRV", "+noedns")).hasSize(2);
      assertThat(answers(agent, "web.service.corp", "SRV", "+tcp")).hasSize(3);
      assertThat(answers(agent, "ill.service.corp", "SRV")).isEmpty();
    }
  }

  @Test
  void other_names_are_asked_of_the_recursors() throws Exception {
    try (Agent other = agent("--dns-domain corp");
        Agent agent = agent("--dns-recursor 127.0.0.1:" + other.dnsAddress().getPort())) {
      register(other, "{'Name':'web','Address':'10.0.0.1','Port':80}");
      assertThat(answers(agent, "web.service.corp", "A"))
          .containsExactly("web.service.corp. 0 A 10.0.0.1");
      assertThat(answers(other, "web.service.consul", "A")).as("has no recursor").isEmpty();
    }
  }

  private static DnsSettings settings(String line) {
    return new DnsArguments(arguments(line)).settings();
  }

  private static AgentArguments arguments(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    return AgentArguments.readPlain(words).orElseThrow();
  }

  private static Agent agent(String options) throws Exception {
    String ports = " --node n --bind 127.0.0.1:0 --dns 127.0.0.1:0 --http 127.0.0.1:0";
    return Agent.start(AgentRun.config(arguments(options + ports)));
  }

  private static void register(Agent agent, String json) throws Exception {
    String api = "http://127.0.0.1:" + agent.httpAddress().getPort() + "/v1/agent/service/register";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api))
            .PUT(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
  }

  /** The lines of the answer section: name, TTL, type, data. */
  private static List<String> answers(Agent agent, String... question) throws IOException {
    List<String> words = new ArrayList<>(List.of(RealProgram.DIG.path().toString(), "@127.0.0.1"));
    words.addAll(List.of("-p", Integer.toString(agent.dnsAddress().getPort())));
    words.addAll(List.of("+noall", "+answer", "+nocl", "+tries=1"));
    words.addAll(List.of(question));
    Process dig = new ProcessBuilder(words).redirectErrorStream(true).start();
    String text = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().map(line -> line.replaceAll("\\s+", " ")).toList();
  }
}
