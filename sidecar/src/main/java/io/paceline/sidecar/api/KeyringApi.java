package io.paceline.sidecar.api;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.paceline.gossip.ClusterKeyring;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.KeyringReport;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/operator/keyring}: the gossip keys of all members. GET lists, POST installs, PUT uses,
 * DELETE removes. Keys come in bodies only, and no error repeats one.
 */
final class KeyringApi {
  private final GossipNode node;
  private final String datacenter;

  KeyringApi(GossipNode node, String datacenter) {
    this.node = node;
    this.datacenter = datacenter;
  }

  void addTo(Router.Builder routes) {
    routes.any("/v1/operator/keyring", this::operate);
  }

  private CompletionStage<HttpReply> operate(HttpCall call) {
    ClusterKeyring keyring = node.keyring();
    if (call.method().equals("GET")) {
      return keyring.list().handle((report, failure) -> listing(call, known(report, failure)));
    }
    byte[] key = key(call);
    return switch (call.method()) {
      case "POST" -> done(keyring.install(key));
      case "PUT" -> done(keyring.use(key));
      case "DELETE" -> done(keyring.remove(key));
      default -> throw new HttpProblem(405, "method " + call.method() + " not allowed");
    };
  }

  private static byte[] key(HttpCall call) {
    JsonObject body = JsonInput.object(call.body());
    if (!body.has("Key")) {
      throw new HttpProblem(400, "Missing Key");
    }
    try {
      return Base64.getDecoder().decode(JsonInput.string("Key", body.get("Key")));
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, "Key must be base64 of 16, 24 or 32 bytes");
    }
  }

  private static CompletionStage<HttpReply> done(CompletionStage<KeyringReport> operation) {
    return operation.handle(
        (reported, failure) -> {
          KeyringReport report = known(reported, failure);
          return report.isComplete() ? HttpReply.empty() : HttpReply.text(500, whatFailed(report));
        });
  }

  /** A node without keys is the caller's mistake, not ours. */
  private static KeyringReport known(@Nullable KeyringReport report, @Nullable Throwable failure) {
    if (report != null) {
      return report;
    }
    throw new HttpProblem(400, failure == null ? "no report" : sentence(failure));
  }

  private static String sentence(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** What to do again, and where. */
  private static String whatFailed(KeyringReport report) {
    StringBuilder text = new StringBuilder("not all members did it, so repeat it:");
    report.silent().forEach(name -> text.append(' ').append(name).append(" did not answer;"));
    for (Map.Entry<String, KeyResponse> answer : report.answers().entrySet()) {
      if (!answer.getValue().result()) {
        text.append(' ').append(answer.getKey()).append(": ");
        text.append(answer.getValue().message()).append(';');
      }
    }
    return text.toString();
  }

  private HttpReply listing(HttpCall call, KeyringReport report) {
    return HttpReply.json(
        Json.bytes(
            call.has("pretty"),
            out -> {
              out.beginArray();
              out.beginObject();
              out.name("WAN").value(false);
              out.name("Datacenter").value(datacenter);
              out.name("Segment").value("");
              out.name("Messages").beginObject();
              for (String silent : report.silent()) {
                out.name(silent).value("did not answer");
              }
              out.endObject();
              counts(out, "Keys", report.keyCounts());
              counts(out, "PrimaryKeys", report.primaryKeyCounts());
              out.name("NumNodes").value(report.answers().size() + report.silent().size());
              out.endObject();
              out.endArray();
            }));
  }

  private static void counts(JsonWriter out, String name, Map<String, Integer> counts)
      throws IOException {
    out.name(name).beginObject();
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      out.name(count.getKey()).value(count.getValue());
    }
    out.endObject();
  }
}
