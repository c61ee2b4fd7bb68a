package io.paceline.sidecar.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.paceline.gossip.Evidence;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.Coordinate;
import io.paceline.service.Bytes;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Members as the gossip node knows them: where they are, what was said of them, what they say. */
final class ClusterApi {
  private final GossipNode node;
  private final String datacenter;
  private CompletableFuture<Void> tagsSet = CompletableFuture.completedFuture(null); // by this

  ClusterApi(GossipNode node, String datacenter) {
    this.node = node;
    this.datacenter = datacenter;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/v1/coordinate/nodes", this::coordinates)
        .put("/v1/agent/force-leave/", this::forceLeave)
        .get("/v1/paceline/why/", this::why)
        .get("/v1/paceline/rtt/", this::rtt)
        .put("/v1/paceline/query/", this::query)
        .put("/v1/paceline/tags", this::setTags);
  }

  private CompletionStage<HttpReply> coordinates(HttpCall call) {
    return node.coordinates()
        .thenApply(
            all ->
                json(
                    call,
                    out -> {
                      out.beginArray();
                      for (Map.Entry<String, Coordinate> one : all.entrySet()) {
                        coordinate(out, one.getKey(), one.getValue());
                      }
                      out.endArray();
                    }));
  }

  private static void coordinate(JsonWriter out, String name, Coordinate at) throws IOException {
    out.beginObject();
    out.name("Node").value(name);
    out.name("Segment").value("");
    out.name("Partition").value("default");
    out.name("Coord").beginObject();
    out.name("Vec").beginArray();
    for (double part : at.vector().toArray()) {
      out.value(part);
    }
    out.endArray();
    out.name("Error").value(at.error());
    out.name("Adjustment").value(at.adjustment());
    out.name("Height").value(at.height());
    out.endObject();
    out.endObject();
  }

  private CompletionStage<HttpReply> forceLeave(HttpCall call) {
    requireMember(call.rest());
    return node.forceLeave(call.rest(), call.has("prune")).thenApply(left -> HttpReply.empty());
  }

  /** One that was forgotten since is no member, but is still answered for. */
  private CompletionStage<HttpReply> why(HttpCall call) {
    return node.why(call.rest())
        .thenApply(
            said -> {
              if (said.isEmpty()) {
                requireMember(call.rest());
              }
              return json(call, out -> evidence(out, said));
            });
  }

  private static void evidence(JsonWriter out, List<Evidence> said) throws IOException {
    out.beginArray();
    for (Evidence line : said) {
      out.beginObject();
      out.name("Time").value(line.at().toString());
      out.name("What").value(line.kind().name().toLowerCase(Locale.ROOT));
      out.name("Incarnation").value(line.incarnation());
      out.name("By").value(line.by());
      out.name("Detail").value(line.detail());
      out.endObject();
    }
    out.endArray();
  }

  /** {@code /v1/paceline/rtt/A?to=B}; without it, to this agent. */
  private CompletionStage<HttpReply> rtt(HttpCall call) {
    String to = call.parameter("to").orElse(node.name());
    requireMember(call.rest());
    requireMember(to);
    return node.rtt(call.rest(), to)
        .thenApply(
            rtt -> {
              if (rtt.isEmpty()) {
                throw new HttpProblem(
                    404, "no coordinates yet: both must have answered a ping of this agent");
              }
              return json(
                  call,
                  out -> {
                    out.beginObject();
                    out.name("From").value(call.rest());
                    out.name("To").value(to);
                    out.name("Seconds").value(rtt.get().toNanos() / 1e9);
                    out.endObject();
                  });
            });
  }

  private CompletionStage<HttpReply> query(HttpCall call) {
    QueryRequest request = QueryRequest.toAll(call.rest(), call.body());
    List<String> nodes = call.parameters("node");
    if (!nodes.isEmpty()) {
      request = request.onlyTo(nodes.toArray(String[]::new));
    }
    for (String tag : call.parameters("tag")) {
      int equals = tag.indexOf('=');
      if (equals <= 0) {
        throw new HttpProblem(400, "?tag must be KEY=EXPRESSION, not \"" + tag + "\"");
      }
      request = request.onlyWhere(tag.substring(0, equals), tag.substring(equals + 1));
    }
    if (call.has("timeout")) {
      request = request.withTimeout(timeout(call.parameter("timeout").orElse("")));
    }
    return node.query(request).thenApply(done -> json(call, out -> answers(out, done)));
  }

  private static Duration timeout(String text) {
    return GoDuration.parse(text)
        .filter(time -> time.compareTo(BlockingQueries.WAIT_MAX) <= 0)
        .orElseThrow(() -> new HttpProblem(400, "Invalid timeout: such as 5s, at most 10m"));
  }

  private static void answers(JsonWriter out, Finished done) throws IOException {
    out.beginObject();
    out.name("Acks").beginArray();
    for (String from : done.acknowledged()) {
      out.value(from);
    }
    out.endArray();
    out.name("Responses").beginArray();
    for (Map.Entry<String, Bytes> answer : done.answers().entrySet()) {
      out.beginObject();
      out.name("From").value(answer.getKey());
      out.name("Payload");
      out.value(Base64.getEncoder().encodeToString(answer.getValue().toByteArray()));
      out.endObject();
    }
    out.endArray();
    out.endObject();
  }

  /** {@code {"Set": {"KEY": "VALUE"}, "Delete": ["KEY"]}}; deletions come first. */
  private CompletionStage<HttpReply> setTags(HttpCall call) {
    JsonObject body = JsonInput.object(call.body());
    Map<String, String> set = new LinkedHashMap<>();
    if (body.has("Set")) {
      for (Map.Entry<String, JsonElement> tag :
          JsonInput.object("Set", body.get("Set")).entrySet()) {
        set.put(tag.getKey(), JsonInput.string("Set." + tag.getKey(), tag.getValue()));
      }
    }
    List<String> deleted = new ArrayList<>();
    if (body.has("Delete")) {
      JsonInput.array("Delete", body.get("Delete"))
          .forEach(tag -> deleted.add(JsonInput.string("Delete", tag)));
    }
    if (deleted.contains("dc") || set.containsKey("dc")) {
      throw new HttpProblem(400, "the tag dc is the agent's datacenter (" + datacenter + ")");
    }
    return changeTags(set, deleted).thenApply(changed -> HttpReply.empty());
  }

  /** One change after the other, so that none is lost. */
  private synchronized CompletableFuture<Void> changeTags(
      Map<String, String> set, List<String> deleted) {
    CompletableFuture<Void> changed =
        tagsSet
            .handle((ok, failure) -> null)
            .thenCompose(
                ready -> {
                  Map<String, String> tags = new LinkedHashMap<>(node.localMember().tags());
                  tags.keySet().removeAll(deleted);
                  tags.putAll(set);
                  return node.setTags(tags);
                });
    tagsSet = changed;
    return changed;
  }

  private void requireMember(String name) {
    if (node.member(name).isEmpty()) {
      throw new HttpProblem(404, "no member is named \"" + name + "\"");
    }
  }

  private static HttpReply json(HttpCall call, Json.Body body) {
    return HttpReply.json(Json.bytes(call.has("pretty"), body));
  }
}
