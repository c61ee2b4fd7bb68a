package io.paceline.sidecar.api;

import com.google.gson.stream.JsonWriter;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.io.IOException;
import java.util.List;

/** {@code /v1/paceline/}: what Consul's API has no path for. */
final class PacelineApi {
  private final LocalAgent agent;
  private final BlockingQueries blocking;

  PacelineApi(LocalAgent agent, BlockingQueries blocking) {
    this.agent = agent;
    this.blocking = blocking;
  }

  void addTo(Router.Builder routes) {
    routes.get(
        "/v1/paceline/services",
        call -> blocking.answer(call, this::services, CatalogSnapshot::version));
  }

  /** Every instance of every service in one answer; Consul needs a request per service for that. */
  HttpReply services(HttpCall call) {
    CatalogRead read = new CatalogRead(call, agent);
    List<ServiceEntry> entries = read.everything();
    return read.reply(
        out -> {
          out.beginArray();
          for (ServiceEntry entry : entries) {
            instance(out, entry);
          }
          out.endArray();
        });
  }

  static void instance(JsonWriter out, ServiceEntry entry) throws IOException {
    ServiceInstance instance = entry.instance();
    out.beginObject();
    out.name("Service").value(instance.service());
    out.name("ID").value(instance.id());
    out.name("Node").value(entry.node().name());
    out.name("Address").value(entry.address());
    out.name("Port").value(instance.port());
    out.name("Transport").value(instance.transport().label());
    Json.strings(out, "Tags", instance.tags());
    ConsulJson.attributes(out, "Attributes", instance.attributes());
    Json.strings(out, "Meta", instance.meta());
    out.name("Status").value(instance.health().text());
    out.name("Suspect").value(entry.suspect());
    out.endObject();
  }
}
