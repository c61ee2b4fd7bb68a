package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.paceline.sidecar.e2e.PacelineJar.Result;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with two encrypted agents of the packaged jar: commands, and others' tools. */
class OperatorIT {
  private static final String KEY = "cg8StVXbQJ0gPvMd9o7yrg==";
  private static final String NEXT = "AAECAwQFBgcICQoLDA0ODw==";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path directory;

  private static RunningAgent a;
  private static RunningAgent b;

  @BeforeAll
  static void start() throws IOException {
    String keys = secret("keys", "[\"" + KEY + "\"]").toString();
    a = RunningAgent.start(directory, "a", "--key-file", keys);
    b = RunningAgent.start(directory, "b", "--key-file", keys, "--join", a.gossip());
    eventually(() -> get(a, "/v1/paceline/rtt/b").statusCode() == 200); // both have answered a ping
  }

  @AfterAll
  static void stop() {
    a.close();
    b.close();
  }

  private static Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void event_is_seen_by_all() throws Exception {
    assertThat(succeed(a.cli("event", "deploy", "v2"))).isEqualTo("sent deploy\n");
    eventually(() -> get(b, "/v1/event/list?name=deploy").body().contains("\"Payload\":\"djI=\""));
    HttpResponse<String> list = get(b, "/v1/event/list");
    String index = list.headers().firstValue("X-Consul-Index").orElseThrow();

    HttpResponse<String> held = get(b, "/v1/event/list?wait=50ms&index=" + index);
    assertThat(held.body()).isEqualTo(list.body());
    assertThat(get(b, "/v1/event/list?name=none").body()).isEqualTo("[]");
  }

  @Test
  void changes_are_watched_as_they_happen() throws Exception {
    try (FollowingCommand people = follow("watch", "services", "seen");
        FollowingCommand programs = follow("watch", "members", "--json")) {
      eventually(() -> people.out().startsWith("TIME "));
      eventually(() -> programs.out().contains("{\"Event\":\"ready\",\"Data\":{}}\n"));
      assertThat(programs.out().lines())
          .anyMatch(line -> line.startsWith("{\"Event\":\"member\",\"Data\":{\"Name\":\"b\""));
      succeed(CommandHere.run(b, "register", "--name", "seen", "--id", "s1", "--port", "80"));
      succeed(CommandHere.run(b, "register", "--name", "unseen", "--port", "81"));
      eventually(() -> people.out().matches("(?s).* new +s1 +b +127.0.0.1:80 +passing\n.*"));
      succeed(CommandHere.run(b, "deregister", "s1"));
      succeed(CommandHere.run(b, "deregister", "unseen"));
      eventually(() -> people.out().matches("(?s).* gone +s1 +b\n.*"));
      assertThat(people.out()).doesNotContain("unseen");
    }
    assertThat(CommandHere.run(a, "watch", "zork").err()).contains("refused (400)", "zork");
    assertThat(CommandHere.run(a, "watch", "members", "web").exitCode()).isEqualTo(2);
  }

  @Test
  void log_is_followed_from_a_level_of_ones_own() throws Exception {
    try (FollowingCommand people = follow("monitor", "--log-level", "trace");
        FollowingCommand programs = follow("monitor", "--json")) {
      AtomicInteger times = new AtomicInteger();
      eventually( // once both follow
          () -> {
            String tag = "times=" + times.incrementAndGet();
            succeed(CommandHere.run(b, "tags", "--set", tag));
            return people.out().contains(" INFO MemberLog member-update: b ")
                && programs.out().contains("\"@message\":\"member-update: b ");
          });
      assertThat(programs.out().lines())
          .allSatisfy(line -> assertThat(JsonParser.parseString(line).isJsonObject()).isTrue());
    }
    assertThat(CommandHere.run(a, "monitor", "--log-level", "zork").err())
        .contains("Unknown log level: zork");
  }

  private static FollowingCommand follow(String... words) throws IOException {
    return FollowingCommand.start(directory, a, words);
  }

  @Test
  void round_trip_is_estimated() throws Exception {
    assertThat(succeed(CommandHere.run(a, "rtt", "a", "b"))).matches("\\d+\\.\\d{3} ms\n");
    assertThat(get(a, "/v1/coordinate/nodes").body())
        .contains("\"Node\":\"a\"", "\"Node\":\"b\"", "\"Vec\":[", "\"Height\":");
    Result unknown = CommandHere.run(a, "rtt", "zork");
    assertThat(unknown.exitCode()).isEqualTo(6);
    assertThat(unknown.err()).contains("no member is named \"zork\"");
  }

  @Test
  void query_is_acknowledged_by_those_it_is_for() {
    String all = succeed(CommandHere.run(a, "query", "anybody", "--timeout", "1s"));
    assertThat(all).contains("FROM  ANSWER", "acknowledged by 2 members");
    String one = succeed(CommandHere.run(a, "query", "anybody", "--node", "b", "--timeout", "1s"));
    assertThat(one).contains("acknowledged by 1 members");
  }

  @Test
  void tags_change_while_the_agent_runs() throws Exception {
    succeed(CommandHere.run(b, "tags", "--set", "role=db", "--set", "gone=1"));
    eventually(() -> members(a).contains("\"role\":\"db\""));
    succeed(CommandHere.run(b, "tags", "--delete", "gone"));
    eventually(() -> !members(a).contains("\"gone\""));
    assertThat(members(a)).contains("\"role\":\"db\"");
    assertThat(CommandHere.run(b, "tags", "--set", "dc=other").exitCode()).isEqualTo(6);
    assertThat(CommandHere.run(b, "tags").exitCode()).isEqualTo(2);
  }

  @Test
  void key_is_replaced_on_all_members_and_never_shown() throws Exception {
    String next = secret("next", NEXT + "\n").toString();
    String old = secret("old", KEY).toString();
    for (String[] step : new String[][] {{"install", next}, {"use", next}, {"remove", old}}) {
      assertThat(succeed(CommandHere.run(a, "keys", step[0], step[1])))
          .startsWith("done: " + step[0] + " key ");
    }
    String list = succeed(CommandHere.run(b, "keys", "list"));
    assertThat(list).containsPattern("KEY +MEMBERS +ENCRYPTING\n[0-9a-f]{12} +2 of 2 +2\n");
    assertThat(list).doesNotContain(NEXT);
    assertThat(CommandHere.run(a, "keys", "remove", next).err())
        .contains("refused (500)")
        .doesNotContain(NEXT);
    for (String[] step : new String[][] {{"install", old}, {"use", old}, {"remove", next}}) {
      succeed(CommandHere.run(a, "keys", step[0], step[1]));
    }
  }

  @Test
  void web_page_cannot_install_a_key() throws Exception {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create("http://" + a.http() + "/v1/operator/keyring"))
            .header("Origin", "http://example.org")
            .POST(HttpRequest.BodyPublishers.ofString("{\"Key\":\"" + NEXT + "\"}"));
    assertThat(HTTP.send(post.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    assertThat(get(a, "/v1/operator/keyring").body()).doesNotContain(NEXT);
  }

  @Test
  void death_is_explained_and_made_final() {
    try (RunningAgent c =
        RunningAgent.start(
            directory,
            "c",
            "--key-file",
            directory.resolve("keys").toString(),
            "--join",
            a.gossip())) {
      eventually(() -> status(a, "c") == 1);
      c.kill();
    }
    eventually(() -> CommandHere.run(a, "members").out().matches("(?s).*\nc +\\S+ +failed.*"));
    assertThat(succeed(CommandHere.run(a, "why", "c")))
        .containsPattern("TIME +WHAT +INCARNATION +BY +DETAIL\n")
        .contains("suspected", "declared dead");
    assertThat(succeed(CommandHere.run(a, "force-leave", "c"))).isEqualTo("c has left\n");
    eventually(() -> CommandHere.run(b, "members").out().matches("(?s).*\nc +\\S+ +left.*"));
    succeed(CommandHere.run(a, "force-leave", "--prune", "c"));
    eventually(() -> !CommandHere.run(b, "members").out().contains("\nc "));
    assertThat(CommandHere.run(a, "force-leave", "c").exitCode()).isEqualTo(6);
  }

  @Test
  void metrics_are_as_prometheus_wants_them() throws Exception {
    assertThat(get(a, "/healthz").statusCode()).isEqualTo(200);
    assertThat(get(b, "/readyz").body()).isEqualTo("ready\n");
    HttpResponse<String> metrics = get(a, "/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("paceline_gossip_members{node=\"a\",status=\"alive\"} ")
        .contains("paceline_gossip_packets_total{direction=\"in\",node=\"a\"} ")
        .containsPattern("round_trip_seconds_bucket\\{le=\"\\+Inf\",node=\"a\"} [1-9]")
        .containsPattern("round_trip_seconds_count\\{node=\"a\"} [1-9]")
        .containsPattern("round_trip_seconds_sum\\{node=\"a\"} \\d+\\.\\d*[1-9]");

    Path scraped = Files.writeString(directory.resolve("metrics"), metrics.body());
    Result checked =
        PacelineJar.finish(
            new ProcessBuilder(
                List.of(
                    "sh",
                    "-c",
                    "exec \"$0\" check metrics < \"$1\"",
                    RealProgram.PROMTOOL.path().toString(),
                    scraped.toString())));
    assertThat(checked.out() + checked.err()).isEmpty();
    assertThat(checked.exitCode()).isZero();
  }

  @Test
  void consuls_own_tool_works() {
    String consul = RealProgram.CONSUL.path().toString();
    assertThat(tool(consul, "event", "-name=by-consul", "x")).contains("Event ID");
    assertThat(tool(consul, "rtt", "a", "b")).contains("Estimated a <-> b rtt:");
    assertThat(tool(consul, "keyring", "-list")).contains("dc1 (LAN):").contains("[2/2]");
  }

  private static String tool(String... words) {
    ProcessBuilder command = new ProcessBuilder(words);
    command.environment().put("CONSUL_HTTP_ADDR", a.http());
    return succeed(PacelineJar.finish(command));
  }

  private static String succeed(Result result) {
    assertThat(result.exitCode()).as(result.err() + result.out()).isZero();
    return result.out();
  }

  private static HttpResponse<String> get(RunningAgent agent, String path) throws Exception {
    URI uri = URI.create("http://" + agent.http() + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static String members(RunningAgent agent) throws Exception {
    return get(agent, "/v1/agent/members").body();
  }

  /** Serf's number for a member's status; 0 for one that is not known. */
  private static int status(RunningAgent agent, String member) throws Exception {
    for (JsonElement element : JsonParser.parseString(members(agent)).getAsJsonArray()) {
      if (element.getAsJsonObject().get("Name").getAsString().equals(member)) {
        return element.getAsJsonObject().get("Status").getAsInt();
      }
    }
    return 0;
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200)).until(condition);
  }
}
