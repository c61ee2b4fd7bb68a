package io.paceline.sidecar.api;

import com.google.gson.stream.JsonWriter;
import io.paceline.gossip.GossipNode;
import io.paceline.service.Bytes;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

/**
 * {@code /v1/event/}: Serf's user events in Consul's form. They reach all members: Consul's
 * filters, which each receiver applies, are refused.
 */
final class EventApi {
  private final GossipNode node;
  private final EventLog log = new EventLog();

  EventApi(GossipNode node) {
    this.node = node;
    node.listen(log, ForkJoinPool.commonPool());
  }

  void addTo(Router.Builder routes) {
    routes.put("/v1/event/fire/", this::fire).get("/v1/event/list", this::list);
  }

  private CompletionStage<HttpReply> fire(HttpCall call) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing name");
    }
    for (String filter : List.of("node", "service", "tag")) {
      if (call.has(filter)) {
        throw new HttpProblem(501, "events reach all members here: ?" + filter + " is not served");
      }
    }
    byte[] payload = call.body().toByteArray();
    return node.fireEvent(call.rest(), payload, false)
        .thenApply(
            fired ->
                HttpReply.json(
                    Json.bytes(
                        call.has("pretty"), out -> event(out, "", call.rest(), call.body(), 0))));
  }

  /** Held with {@code ?index=} of the latest event seen, until there is another one. */
  private CompletionStage<HttpReply> list(HttpCall call) {
    String name = call.parameter("name").orElse("");
    long seen = BlockingQueries.index(call);
    Duration wait = BlockingQueries.wait(call);
    long deadline = System.nanoTime() + wait.toNanos();
    return listAfter(call, name, seen, deadline);
  }

  private CompletionStage<HttpReply> listAfter(
      HttpCall call, String name, long seen, long deadline) {
    long left = deadline - System.nanoTime();
    CompletableFuture<Void> next = log.next(Duration.ofNanos(left)); // before the list is read
    List<EventLog.Entry> entries = log.list(name);
    if (seen != 0 && seen == index(entries) && left > 0) {
      return next.thenComposeAsync(arrived -> listAfter(call, name, seen, deadline));
    }
    next.complete(null);
    return CompletableFuture.completedStage(reply(call, entries));
  }

  /** Never 0, which would mean that the client has seen nothing. */
  private static long index(List<EventLog.Entry> entries) {
    return entries.isEmpty() ? 1 : entries.get(entries.size() - 1).index();
  }

  private static HttpReply reply(HttpCall call, List<EventLog.Entry> entries) {
    return HttpReply.json(
            Json.bytes(
                call.has("pretty"),
                out -> {
                  out.beginArray();
                  for (EventLog.Entry entry : entries) {
                    event(
                        out,
                        entry.id().toString(),
                        entry.event().name(),
                        entry.event().payload(),
                        entry.event().lTime());
                  }
                  out.endArray();
                }))
        .withHeader("X-Consul-Index", Long.toUnsignedString(index(entries)));
  }

  private static void event(JsonWriter out, String id, String name, Bytes payload, long lTime)
      throws IOException {
    out.beginObject();
    out.name("ID").value(id);
    out.name("Name").value(name);
    out.name("Payload");
    if (payload.isEmpty()) {
      out.nullValue();
    } else {
      out.value(Base64.getEncoder().encodeToString(payload.toByteArray()));
    }
    out.name("NodeFilter").value("");
    out.name("ServiceFilter").value("");
    out.name("TagFilter").value("");
    out.name("Version").value(1);
    out.name("LTime").value(lTime);
    out.endObject();
  }
}
