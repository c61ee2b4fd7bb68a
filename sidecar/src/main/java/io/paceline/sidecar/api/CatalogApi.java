package io.paceline.sidecar.api;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /v1/catalog/}: every node and service that the cluster shares. */
final class CatalogApi {
  private final LocalAgent agent;
  private final BlockingQueries blocking;

  CatalogApi(LocalAgent agent, BlockingQueries blocking) {
    this.agent = agent;
    this.blocking = blocking;
  }

  void addTo(Router.Builder routes) {
    routes.get(
        "/v1/catalog/datacenters", call -> CompletableFuture.completedStage(datacenters(call)));
    routes.get(
        "/v1/catalog/service/",
        call -> blocking.answer(call, this::service, now -> now.service(call.rest())));
    get(routes, "/v1/catalog/nodes", this::nodes);
    get(routes, "/v1/catalog/services", this::services);
    get(routes, "/v1/catalog/node/", this::node);
    get(routes, "/v1/catalog/node-services/", this::nodeServices);
  }

  /** A read that may show any part of the catalog. */
  private void get(Router.Builder routes, String path, Function<HttpCall, HttpReply> read) {
    routes.get(path, call -> blocking.answer(call, read, CatalogSnapshot::version));
  }

  /** The agent's own first, the others by name. */
  HttpReply datacenters(HttpCall call) {
    TreeSet<String> others = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    agent.catalog().nodes().forEach(node -> others.add(node.datacenter()));
    others.remove(agent.datacenter());
    return HttpReply.json(
        Json.bytes(
            call.has("pretty"),
            out -> {
              out.beginArray().value(agent.datacenter());
              for (String datacenter : others) {
                out.value(datacenter);
              }
              out.endArray();
            }));
  }

  HttpReply nodes(HttpCall call) {
    CatalogRead read = new CatalogRead(call, agent);
    List<NodeEntry> nodes =
        read.nodes().stream().filter(ConsulFilters.of(call, ConsulFilters.NODE)).toList();
    return read.reply(
        out -> {
          out.beginArray();
          for (NodeEntry node : nodes) {
            ConsulJson.node(out, node);
          }
          out.endArray();
        });
  }

  /** Names and the tags that any of the instances has. */
  HttpReply services(HttpCall call) {
    CatalogRead read = new CatalogRead(call, agent);
    Map<String, TreeSet<String>> tagsByService = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Predicate<ServiceEntry> filter = ConsulFilters.of(call, ConsulFilters.CATALOG_SERVICE);
    for (ServiceEntry entry : read.everything().stream().filter(filter).toList()) {
      tagsByService
          .computeIfAbsent(entry.instance().service(), name -> new TreeSet<>())
          .addAll(entry.instance().tags());
    }
    return read.reply(
        out -> {
          out.beginObject();
          for (Map.Entry<String, TreeSet<String>> service : tagsByService.entrySet()) {
            Json.strings(out, service.getKey(), service.getValue());
          }
          out.endObject();
        });
  }

  HttpReply service(HttpCall call) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing service name");
    }
    CatalogRead read = new CatalogRead(call, agent);
    List<ServiceEntry> entries =
        read.service(call.rest()).stream()
            .filter(ConsulFilters.of(call, ConsulFilters.CATALOG_SERVICE))
            .toList();
    return read.reply(
        out -> {
          out.beginArray();
          for (ServiceEntry entry : entries) {
            ConsulJson.catalogService(out, entry);
          }
          out.endArray();
        });
  }

  /** One node with its services by id; {@code null} if there is no such node. */
  HttpReply node(HttpCall call) {
    CatalogRead read = new CatalogRead(call, agent);
    Optional<NodeEntry> node = nodeOf(call, read);
    if (node.isEmpty()) {
      return read.reply(out -> out.nullValue());
    }
    List<ServiceInstance> services = on(node.get(), call, read);
    return read.reply(
        out -> {
          out.beginObject();
          out.name("Node");
          ConsulJson.node(out, node.get());
          out.name("Services").beginObject();
          for (ServiceInstance instance : services) {
            out.name(instance.id());
            ConsulJson.service(out, instance);
          }
          out.endObject().endObject();
        });
  }

  /** The same with the services in a list. */
  HttpReply nodeServices(HttpCall call) {
    CatalogRead read = new CatalogRead(call, agent);
    Optional<NodeEntry> node = nodeOf(call, read);
    if (node.isEmpty()) {
      return read.reply(
          out ->
              out.beginObject()
                  .name("Node")
                  .nullValue()
                  .name("Services")
                  .beginArray()
                  .endArray()
                  .endObject());
    }
    List<ServiceInstance> services = on(node.get(), call, read);
    return read.reply(
        out -> {
          out.beginObject();
          out.name("Node");
          ConsulJson.node(out, node.get());
          out.name("Services").beginArray();
          for (ServiceInstance instance : services) {
            ConsulJson.service(out, instance);
          }
          out.endArray().endObject();
        });
  }

  private static Optional<NodeEntry> nodeOf(HttpCall call, CatalogRead read) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing node name");
    }
    return read.catalog().node(call.rest()).filter(read::admits);
  }

  private static List<ServiceInstance> on(NodeEntry node, HttpCall call, CatalogRead read) {
    return read.catalog().services().stream()
        .flatMap(view -> view.entries().stream())
        .filter(entry -> entry.node().name().equals(node.name()))
        .map(ServiceEntry::instance)
        .filter(ConsulFilters.of(call, ConsulFilters.SERVICE))
        .toList();
  }
}
