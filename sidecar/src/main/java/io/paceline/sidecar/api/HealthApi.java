package io.paceline.sidecar.api;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /v1/health/}: instances together with their checks, and the checks by themselves. */
final class HealthApi {
  private final LocalAgent agent;
  private final LocalChecks local;
  private final BlockingQueries blocking;

  HealthApi(LocalAgent agent, LocalChecks local, BlockingQueries blocking) {
    this.agent = agent;
    this.local = local;
    this.blocking = blocking;
  }

  void addTo(Router.Builder routes) {
    ofService(routes, "/v1/health/service/", this::service);
    ofService(routes, "/v1/health/checks/", this::checks);
    get(routes, "/v1/health/node/", this::node);
    get(routes, "/v1/health/state/", this::state);
  }

  /** A read that shows one service only. */
  private void ofService(Router.Builder routes, String path, Function<HttpCall, HttpReply> read) {
    routes.get(path, call -> blocking.answer(call, read, now -> now.service(call.rest())));
  }

  private void get(Router.Builder routes, String path, Function<HttpCall, HttpReply> read) {
    routes.get(path, call -> blocking.answer(call, read, CatalogSnapshot::version));
  }

  HttpReply service(HttpCall call) {
    require(call, "service name");
    HealthStatus worst = passing(call) ? HealthStatus.PASSING : HealthStatus.CRITICAL;
    Predicate<HealthEntry> filter = ConsulFilters.of(call, ConsulFilters.HEALTH);
    CatalogRead read = new CatalogRead(call, agent);
    ShownChecks shown = new ShownChecks(agent, local);
    List<HealthEntry> entries =
        read.service(call.rest()).stream()
            .filter(ServiceFilter.atLeast(worst))
            .map(entry -> new HealthEntry(entry, shown.of(entry)))
            .filter(filter)
            .toList();
    return read.reply(
        out -> {
          out.beginArray();
          for (HealthEntry entry : entries) {
            ConsulJson.healthEntry(out, entry);
          }
          out.endArray();
        });
  }

  /** The checks of a service, without those of the nodes that it runs on. */
  HttpReply checks(HttpCall call) {
    require(call, "service name");
    CatalogRead read = new CatalogRead(call, agent);
    ShownChecks shown = new ShownChecks(agent, local);
    return checks(
        read,
        read.service(call.rest()).stream()
            .flatMap((ServiceEntry entry) -> shown.of(entry).stream())
            .filter(check -> !check.isOfNode())
            .filter(ConsulFilters.of(call, ConsulFilters.CHECK))
            .toList());
  }

  HttpReply node(HttpCall call) {
    require(call, "node name");
    CatalogRead read = new CatalogRead(call, agent);
    List<ShownCheck> checks =
        read.catalog()
            .node(call.rest())
            .filter(read::admits)
            .map(node -> new ShownChecks(agent, local).ofNode(node.name(), read.catalog()))
            .orElse(List.of());
    return checks(
        read, checks.stream().filter(ConsulFilters.of(call, ConsulFilters.CHECK)).toList());
  }

  /** All checks in a state, or in {@code any}. */
  HttpReply state(HttpCall call) {
    require(call, "check state");
    CatalogRead read = new CatalogRead(call, agent);
    ShownChecks shown = new ShownChecks(agent, local);
    String state = call.rest();
    return checks(
        read,
        read.nodes().stream()
            .flatMap((NodeEntry node) -> shown.ofNode(node.name(), read.catalog()).stream())
            .filter(check -> state.equals("any") || check.check().status().text().equals(state))
            .filter(ConsulFilters.of(call, ConsulFilters.CHECK))
            .toList());
  }

  private static HttpReply checks(CatalogRead read, List<ShownCheck> checks) {
    return read.reply(out -> ConsulJson.checks(out, checks));
  }

  private static void require(HttpCall call, String what) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing " + what);
    }
  }

  /** Present without a value it means true; otherwise the words that Go takes for a boolean. */
  static boolean passing(HttpCall call) {
    if (!call.has("passing")) {
      return false;
    }
    return switch (call.parameter("passing").orElse("")) {
      case "", "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new HttpProblem(400, "Invalid value for ?passing");
    };
  }
}
