package io.paceline.sidecar.api;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.service.selection.RoundTrips;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * One read of the catalog with Consul's common parameters: {@code dc}, {@code tag} (several must
 * all match), {@code node-meta}, {@code near} (by estimated round trip), {@code pretty}. As in
 * Consul a read without {@code dc} shows the agent's own datacenter. The snapshot is taken once, so
 * that the index in the headers and the content belong together.
 */
final class CatalogRead {
  private final HttpCall call;
  private final LocalAgent agent;
  private final CatalogSnapshot catalog;
  private final String datacenter;

  CatalogRead(HttpCall call, LocalAgent agent) {
    this.call = call;
    this.agent = agent;
    this.catalog = agent.catalog();
    this.datacenter = call.parameter("dc").filter(dc -> !dc.isEmpty()).orElse(agent.datacenter());
    if (!datacenter.equalsIgnoreCase(agent.datacenter()) && !isKnown(datacenter)) {
      throw new HttpProblem(500, "No path to datacenter");
    }
  }

  private boolean isKnown(String name) {
    return catalog.nodes().stream().anyMatch(node -> node.datacenter().equalsIgnoreCase(name));
  }

  CatalogSnapshot catalog() {
    return catalog;
  }

  boolean admits(NodeEntry node) {
    if (!node.datacenter().equalsIgnoreCase(datacenter)) {
      return false;
    }
    return call.parameters("node-meta").stream().allMatch(wanted -> hasMeta(node, wanted));
  }

  private static boolean hasMeta(NodeEntry node, String wanted) {
    int colon = wanted.indexOf(':');
    String key = colon < 0 ? wanted : wanted.substring(0, colon);
    String value = colon < 0 ? "" : wanted.substring(colon + 1);
    return value.equals(node.meta().get(key));
  }

  List<NodeEntry> nodes() {
    return catalog.nodes().stream().filter(this::admits).toList();
  }

  /** The instances of one service that the parameters let through. */
  List<ServiceEntry> service(String name) {
    List<ServiceEntry> entries = catalog.service(name).select(this::admitsEntry);
    return near().isEmpty()
        ? entries
        : entries.stream().sorted(roundTrips().nearestFirst()).toList();
  }

  /** How far nodes are from the member that is named as near; without one nothing is known. */
  RoundTrips roundTrips() {
    return near().isEmpty() ? RoundTrips.UNKNOWN : agent.roundTrips(member(near()));
  }

  private String near() {
    return call.parameter("near").orElse("");
  }

  /** As the catalog spells it. Of a stranger nothing is known, and the order stays as it is. */
  private String member(String near) {
    return near.equals("_agent")
        ? agent.localMember().name()
        : catalog.nodes().stream()
            .map(NodeEntry::name)
            .filter(near::equalsIgnoreCase)
            .findFirst()
            .orElse(near);
  }

  boolean admitsEntry(ServiceEntry entry) {
    return admits(entry.node()) && tags().test(entry);
  }

  private Predicate<ServiceEntry> tags() {
    Predicate<ServiceEntry> all = entry -> true;
    for (String tag : call.parameters("tag")) {
      if (!tag.isEmpty()) {
        all = all.and(ServiceFilter.tag(tag));
      }
    }
    return all;
  }

  /** All instances of all services, by service. */
  List<ServiceEntry> everything() {
    return catalog.services().stream()
        .map(view -> view.select(this::admits))
        .flatMap(Collection::stream)
        .toList();
  }

  private boolean admits(ServiceEntry entry) {
    return admits(entry.node());
  }

  /**
   * The answer with the headers of a catalog read. The index is the version of this agent's own
   * view: it compares with earlier ones of the same agent only, and never is 0.
   */
  HttpReply reply(Json.Body body) {
    return HttpReply.json(Json.bytes(call.has("pretty"), body))
        .withHeader("X-Consul-Index", Long.toUnsignedString(index(catalog)))
        .withHeader("X-Consul-Knownleader", "true")
        .withHeader("X-Consul-Lastcontact", "0")
        .withHeader("X-Consul-Effective-Consistency", "stale")
        .withHeader("X-Consul-Query-Backend", "blocking-query");
  }

  static long index(CatalogSnapshot catalog) {
    return Math.max(1, catalog.version());
  }
}
