package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paceline.sidecar.e2e.PacelineJar.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents from the packaged jar, used as their users use them: two that all tests share, and a third
 * of each test's own.
 */
class ClusterIT {
  private static final Duration KNOWN_MAX = Duration.ofSeconds(60);
  private static final int ALIVE = 1; // Serf's numbers
  private static final int LEFT = 3;

  @TempDir static Path directory;

  private static RunningAgent a;
  private static RunningAgent c;

  @BeforeAll
  static void start() {
    a = RunningAgent.start(directory, "a");
    c = RunningAgent.start(directory, "c", "--join", a.gossip());
  }

  @AfterAll
  static void stop() {
    a.close();
    c.close();
  }

  /** A third agent that the two others know. */
  private static RunningAgent third(String name, String... options) {
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "--join";
    all[options.length + 1] = a.gossip();
    RunningAgent agent = RunningAgent.start(directory, name, all);
    for (RunningAgent shared : List.of(a, c)) {
      eventually(() -> status(shared, name) == ALIVE);
    }
    return agent;
  }

  @Test
  void service_is_registered_at_one_agent_and_resolved_at_another() {
    Dig dig = new Dig();
    try (RunningAgent b = third("b")) {
      Result registered =
          b.cli(
              "register",
              "--name",
              "web",
              "--id",
              "web-1",
              "--port",
              "8080",
              "--tag",
              "v1",
              "--attr",
              "path=/",
              "--attr",
              "secure");
      assertThat(registered.err()).isEmpty();
      assertThat(registered.out()).isEqualTo("registered web (id web-1)\n");

      eventually(() -> !dig.answer(a, "web.service.consul", "A").isEmpty());
      assertThat(dig.answer(a, "_web._tcp.service.consul", "SRV"))
          .containsExactly("1 1 8080 b.node.dc1.consul.");
      assertThat(dig.answer(a, "+tcp", "_web._tcp.service.consul", "SRV"))
          .containsExactly("1 1 8080 b.node.dc1.consul.");
      assertThat(dig.answer(a, "web.service.consul", "A")).containsExactly("127.0.0.1");
      assertThat(dig.answer(a, "v1.web.service.consul", "A")).containsExactly("127.0.0.1");
      assertThat(dig.ask(a, "_web._tcp.service.consul", "SRV", "+noall", "+additional"))
          .contains("b.node.dc1.consul.")
          .contains("127.0.0.1");

      Result deregistered = b.cli("deregister", "web-1");
      assertThat(deregistered.out()).isEqualTo("deregistered web-1\n");
      eventually(() -> dig.ask(a, "web.service.consul", "A").contains("status: NXDOMAIN"));
    }
  }

  @Test
  void services_are_shown_to_people_and_to_programs() {
    try (RunningAgent b = third("shown")) {
      b.cli(
          "register", "--name", "api", "--id", "x", "--port", "1", "--tag", "v1", "--attr", "k=v");
      eventually(() -> c.cli("services").out().contains("api"));
      assertThat(c.cli("services").out())
          .containsPattern("SERVICE +ID +NODE +ADDRESS +STATUS +TAGS +ATTRIBUTES\n")
          .containsPattern("api +x +shown +127.0.0.1:1 +passing +v1 +k=v\n");
      JsonObject instance = json(c.cli("services", "--json")).get(0).getAsJsonObject();
      assertThat(instance.get("Node").getAsString()).isEqualTo("shown");
      assertThat(instance.getAsJsonObject("Attributes").get("k").getAsString()).isEqualTo("v");
      b.cli("deregister", "x");
    }
  }

  @Test
  void instance_is_browsed_as_rfc_6763_says() {
    Dig dig = new Dig();
    try (RunningAgent b = third("browsed")) {
      b.cli("register", "--name", "site", "--id", "s1", "--port", "80", "--attr", "path=/x");
      eventually(() -> !dig.answer(a, "site.service.consul", "A").isEmpty());
      assertThat(dig.answer(a, "_services._dns-sd._udp.dnssd.consul", "PTR"))
          .contains("_site._tcp.dnssd.consul.");
      String instance = dig.answer(a, "_site._tcp.dnssd.consul", "PTR").get(0);
      assertThat(instance).endsWith("._site._tcp.dnssd.consul.");
      assertThat(dig.answer(a, instance, "SRV"))
          .singleElement()
          .asString()
          .startsWith("0 1 80 "); // no weights between instances of one name: there is one
      assertThat(dig.answer(a, instance, "TXT")).containsExactly("\"path=/x\"");
    }
  }

  @Test
  void members_are_shown_to_people_and_to_programs() {
    try (RunningAgent b = third("tagged", "--tag", "role=db")) {
      assertThat(a.cli("members").out())
          .containsPattern("NAME +ADDRESS +STATUS +TAGS\n")
          .containsPattern("tagged +" + b.gossip() + " +alive +.*role=db.*\n");
      JsonObject tagged = member(a, "tagged").orElseThrow();
      assertThat(tagged.getAsJsonObject("Tags").get("role").getAsString()).isEqualTo("db");
    }
  }

  @Test
  void leaving_ends_the_agent_with_0_and_its_services_are_gone() {
    Dig dig = new Dig();
    try (RunningAgent b = third("leaver")) {
      b.cli("register", "--name", "short", "--port", "80");
      eventually(() -> !dig.answer(a, "short.service.consul", "A").isEmpty());
      assertThat(b.cli("leave").out()).isEqualTo("the agent has left\n");
      assertThat(b.awaitEnd()).isZero();
      eventually(() -> status(a, "leaver") == LEFT && status(c, "leaver") == LEFT);
      assertThat(a.cli("members").out()).containsPattern("leaver +\\S+ +left");
      eventually(() -> dig.answer(a, "short.service.consul", "A").isEmpty());
    }
  }

  @Test
  void sigterm_leaves_gracefully_too() {
    try (RunningAgent b = third("terminated")) {
      b.terminate();
      assertThat(b.awaitEnd()).isEqualTo(143); // 128 + SIGTERM, as the JVM has it
      eventually(() -> status(a, "terminated") == LEFT);
    }
  }

  /** Serf's number for a member's status; 0 for one that is not known. */
  private static int status(RunningAgent agent, String member) {
    return member(agent, member).map(m -> m.get("Status").getAsInt()).orElse(0);
  }

  private static Optional<JsonObject> member(RunningAgent agent, String name) {
    return json(agent.cli("members", "--json")).asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(m -> m.get("Name").getAsString().equals(name))
        .findFirst();
  }

  private static JsonArray json(Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
    return JsonParser.parseString(result.out()).getAsJsonArray();
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(KNOWN_MAX).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
