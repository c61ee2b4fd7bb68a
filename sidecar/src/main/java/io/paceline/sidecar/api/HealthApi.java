package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.api.ConsulJson.ShownCheck;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code /v1/health/}: instances together with their checks. */
final class HealthApi {
  private final LocalAgent agent;
  private final BlockingQueries blocking;

  HealthApi(LocalAgent agent, BlockingQueries blocking) {
    this.agent = agent;
    this.blocking = blocking;
  }

  void addTo(Router.Builder routes) {
    routes.get(
        "/v1/health/service/",
        call -> blocking.answer(call, this::service, now -> now.service(call.rest())));
  }

  HttpReply service(HttpCall call) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing service name");
    }
    boolean passingOnly = passing(call);
    CatalogRead read = new CatalogRead(call, agent);
    List<ServiceEntry> entries =
        read.service(call.rest()).stream()
            .filter(
                ServiceFilter.atLeast(passingOnly ? HealthStatus.PASSING : HealthStatus.CRITICAL))
            .toList();
    Set<String> members = memberNames();
    return read.reply(
        out -> {
          out.beginArray();
          for (ServiceEntry entry : entries) {
            ConsulJson.healthEntry(out, entry, checks(entry, members));
          }
          out.endArray();
        });
  }

  /** Present without a value it means true; otherwise the words that Go takes for a boolean. */
  private static boolean passing(HttpCall call) {
    if (!call.has("passing")) {
      return false;
    }
    return switch (call.parameter("passing").orElse("")) {
      case "", "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new HttpProblem(400, "Invalid value for ?passing");
    };
  }

  private Set<String> memberNames() {
    Set<String> names = new LinkedHashSet<>();
    for (Member member : agent.members()) {
      names.add(member.name());
    }
    return names;
  }

  private static List<ShownCheck> checks(ServiceEntry entry, Set<String> members) {
    List<ShownCheck> checks = new ArrayList<>();
    NodeEntry node = entry.node();
    if (members.contains(node.name())) {
      checks.add(ShownCheck.serfHealth(node.name()));
    }
    ServiceInstance instance = entry.instance();
    for (Check check : instance.checks()) {
      checks.add(ShownCheck.of(instance, check));
    }
    return checks;
  }
}
