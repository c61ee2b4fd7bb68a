package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.consul.testing.ConsulProcess;
import io.paceline.sidecar.agent.Agent;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Agents between gossip and a real Consul server that also has a service of its own. */
class AgentConsulInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ConsulProcess consul;

  @BeforeAll
  static void start() throws IOException {
    consul = ConsulProcess.startDev();
    consul.put(
        "/v1/catalog/register",
        "{\"Node\":\"ext\",\"Address\":\"10.9.9.9\",\"Service\":{\"Service\":\"legacy\",\"Port\":70}}");
  }

  @AfterAll
  static void stop() {
    if (consul != null) {
      consul.close();
    }
  }

  /** Started as by the command line, on free ports. */
  private static Agent agent(String name, String options) throws Exception {
    String line =
        "--node "
            + name
            + " --bind 127.0.0.1:0 --dns 127.0.0.1:0 --http 127.0.0.1:0"
            + " --profile local "
            + options;
    return Agent.start(
        AgentRun.config(AgentArguments.readPlain(List.of(line.trim().split(" +"))).orElseThrow()));
  }

  private static void register(Agent agent, String service, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + agent.httpAddress().getPort()
                        + "/v1/agent/service/register"))
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"Name\":\"" + service + "\",\"Port\":" + port + "}"))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
  }

  private static String dig(Agent agent, String service) throws Exception {
    Process process =
        new ProcessBuilder(
                RealProgram.DIG.path().toString(),
                "@127.0.0.1",
                "-p",
                Integer.toString(agent.dnsAddress().getPort()),
                "+short",
                service + ".service.consul",
                "SRV")
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    process.waitFor();
    return answer;
  }

  private static void awaitTrue(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  @Test
  void dns_answers_from_gossip_alone_from_consul_alone_or_from_both() throws Exception {
    try (Agent both = agent("both", "--consul " + consul.http())) {
      String join = "--join 127.0.0.1:" + both.gossipAddress().getPort();
      try (Agent gossip = agent("gossip", join);
          Agent only = agent("only", join + " --consul-dns consul --consul " + consul.http())) {
        register(gossip, "peer", 81); // has no access to Consul
        register(both, "ours", 82);

        awaitTrue(() -> dig(both, "peer").contains(" 81 "));
        awaitTrue(() -> dig(both, "legacy").contains(" 70 "));
        awaitTrue(() -> dig(both, "ours").contains(" 82 "));
        assertThat(dig(both, "ours").lines()).as("in both catalogs, shown once").hasSize(1);

        awaitTrue(() -> dig(gossip, "ours").contains(" 82 "));
        assertThat(dig(gossip, "legacy")).isEmpty();

        awaitTrue(() -> dig(only, "legacy").contains(" 70 "));
        awaitTrue(() -> dig(only, "ours").contains(" 82 "));
        assertThat(dig(only, "peer")).isEmpty();
      }
    }
  }

  @Test
  void service_of_an_agent_is_in_consul_until_the_agent_leaves() throws Exception {
    try (Agent agent = agent("shown", "--consul-dns gossip --consul " + consul.http())) {
      register(agent, "shop", 83);
      awaitTrue(() -> consul.get("/v1/health/service/shop?passing").contains("\"Port\": 83"));
      assertThat(consul.get("/v1/health/service/shop")).contains("paceline-shown");
      agent.leave().join();
    }
    assertThat(consul.get("/v1/catalog/node/paceline-shown")).isEqualToIgnoringWhitespace("null");
  }
}
