package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.paceline.service.Bytes;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.checks.ReportedChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Replays what was asked of a real Consul agent, in order, and compares our answers field by field:
 * status, content type, which of Consul's headers are there, and all of the JSON. What is meant to
 * differ is listed in {@link ConsulDifferences}, each with its reason; what is listed but does not
 * differ fails too, so the list cannot rot.
 */
class ConsulContractTest {
  private static final String VECTORS = "/consul-http.jsonl";
  private static final int VECTORS_COUNT = 146;

  /** One recorded exchange. */
  private record Vector(String request, Bytes body, int status, JsonObject recorded) {
    static Vector of(JsonObject json) {
      String body =
          json.has("body")
              ? json.get("body").toString()
              : json.has("raw") ? json.get("raw").getAsString() : "";
      return new Vector(
          json.get("request").getAsString(), Bytes.utf8(body), json.get("status").getAsInt(), json);
    }

    HttpCall call() {
      int space = request.indexOf(' ');
      QueryStringDecoder uri = new QueryStringDecoder(request.substring(space + 1));
      return new HttpCall(request.substring(0, space), uri.path(), "", uri.parameters(), body);
    }
  }

  private final FakeAgent agent = ConsulFixture.agent();
  private final HttpApi api =
      new HttpApi(agent, new LocalChecks(agent, ReportedChecks::new), CheckTargets.LOOPBACK);
  private final Set<ConsulDifferences.Difference> used = new LinkedHashSet<>();
  private final List<String> unexpected = new ArrayList<>();

  @Test
  void answers_are_those_of_a_real_consul_but_for_the_listed_differences() throws IOException {
    List<Vector> vectors = vectors();
    assertThat(vectors).hasSize(VECTORS_COUNT);
    for (Vector vector : vectors) {
      replay(vector);
    }
    assertThat(unexpected).as("differences that are not listed").isEmpty();
    assertThat(ConsulDifferences.ALL).as("listed, but not different").allMatch(used::contains);
  }

  private void replay(Vector vector) {
    HttpReply reply = api.handle(vector.call()).toCompletableFuture().join();
    compare(vector, "status", vector.status(), reply.status());
    if (reply.status() == vector.status()) {
      headers(vector, reply);
      body(vector, reply);
    }
  }

  private void headers(Vector vector, HttpReply reply) {
    JsonObject recorded = vector.recorded().getAsJsonObject("headers");
    for (String name : List.of("Content-Type", "Allow", "X-Consul-Default-Acl-Policy")) {
      String expected = recorded.has(name) ? recorded.get(name).getAsString() : "";
      compare(vector, "header " + name, expected, reply.headers().getOrDefault(name, ""));
    }
    for (String name :
        List.of(
            "X-Consul-Index",
            "X-Consul-Knownleader",
            "X-Consul-Lastcontact",
            "X-Consul-Effective-Consistency",
            "X-Consul-Query-Backend",
            "Vary")) {
      boolean expected = recorded.has(name);
      compare(vector, "header " + name, expected, reply.headers().containsKey(name));
    }
  }

  private void body(Vector vector, HttpReply reply) {
    if (vector.recorded().has("json") && isJson(reply)) {
      JsonElement ours = JsonParser.parseString(reply.body().utf8());
      json(vector, "$", vector.recorded().get("json"), ours);
    } else if (vector.recorded().has("text") && !vector.request().startsWith("HEAD ")) {
      compare(vector, "text", vector.recorded().get("text").getAsString(), reply.body().utf8());
    }
  }

  /** Where it is not, the content type was found to differ already. */
  private static boolean isJson(HttpReply reply) {
    return reply.headers().getOrDefault("Content-Type", "").startsWith("application/json");
  }

  private void json(Vector vector, String path, JsonElement consul, JsonElement ours) {
    if (consul instanceof JsonObject expected && ours instanceof JsonObject actual) {
      Set<String> names = new LinkedHashSet<>(expected.keySet());
      names.addAll(actual.keySet());
      for (String name : names) {
        json(vector, path + "." + name, orAbsent(expected, name), orAbsent(actual, name));
      }
    } else if (consul.isJsonArray() && ours.isJsonArray()) {
      int size = consul.getAsJsonArray().size();
      compare(vector, path + " size", size, ours.getAsJsonArray().size());
      for (int i = 0; i < Math.min(size, ours.getAsJsonArray().size()); i++) {
        JsonElement element = ours.getAsJsonArray().get(i);
        json(vector, path + "[]", consul.getAsJsonArray().get(i), element);
      }
    } else {
      compare(vector, path, consul.toString(), ours.toString());
    }
  }

  private static final JsonElement ABSENT = JsonParser.parseString("\"(absent)\"");

  private static JsonElement orAbsent(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null ? ABSENT : value == JsonNull.INSTANCE ? JsonNull.INSTANCE : value;
  }

  private void compare(Vector vector, String field, Object consul, Object ours) {
    if (Objects.equals(consul, ours)) {
      return;
    }
    List<ConsulDifferences.Difference> listed =
        ConsulDifferences.ALL.stream().filter(d -> d.covers(vector.request(), field)).toList();
    used.addAll(listed);
    if (listed.isEmpty()) {
      unexpected.add(vector.request() + " " + field + ": Consul " + consul + ", we " + ours);
    }
  }

  private static List<Vector> vectors() throws IOException {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(ConsulContractTest.class.getResourceAsStream(VECTORS)),
                    StandardCharsets.UTF_8));
        Stream<String> all = lines.lines()) {
      return all.map(l -> Vector.of(JsonParser.parseString(l).getAsJsonObject())).toList();
    }
  }
}
