package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

/** What a service asks of its agent, by HTTP. */
final class CatalogApi {
  private static final String SERVICE = "web";

  private final HttpClient client = HttpClient.newHttpClient();

  void register(RunningAgent agent, String id, int port) {
    JsonObject service = new JsonObject();
    service.addProperty("Name", SERVICE);
    service.addProperty("ID", id);
    service.addProperty("Port", port);
    send(agent, "PUT", "/v1/agent/service/register", BodyPublishers.ofString(service.toString()));
  }

  void deregister(RunningAgent agent, String id) {
    send(agent, "PUT", "/v1/agent/service/deregister/" + id, BodyPublishers.noBody());
  }

  /** What the agent shows, as {@code NODE/ID:PORT} each. */
  Set<String> shown(RunningAgent agent) {
    String path = "/v1/health/service/" + SERVICE;
    Set<String> shown = new TreeSet<>();
    for (JsonElement each :
        JsonParser.parseString(send(agent, "GET", path, BodyPublishers.noBody()))
            .getAsJsonArray()) {
      JsonObject service = each.getAsJsonObject().getAsJsonObject("Service");
      String node = each.getAsJsonObject().getAsJsonObject("Node").get("Node").getAsString();
      shown.add(node + "/" + service.get("ID").getAsString() + ":" + service.get("Port"));
    }
    return shown;
  }

  private String send(RunningAgent agent, String method, String path, BodyPublisher body) {
    URI uri = URI.create("http://" + agent.http() + path);
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).method(method, body).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode())
          .as("%s %s: %s", method, path, response.body())
          .isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
