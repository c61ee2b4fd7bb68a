package io.paceline.sidecar.api;

import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.selection.Locality;
import io.paceline.service.selection.SelectionContext;
import io.paceline.service.selection.SelectionPolicy;
import io.paceline.service.selection.Selector;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code /v1/paceline/choose/NAME}: the instances that deserve new work, in the order in which to
 * try them, by the same selector as in Java and in DNS. Consul's own reads show every instance and
 * leave the choice to the client.
 *
 * <p>Each answer is drawn anew, so it does not block on an index.
 */
final class ChoiceApi {
  private final LocalAgent agent;

  ChoiceApi(LocalAgent agent) {
    this.agent = agent;
  }

  void addTo(Router.Builder routes) {
    routes.get("/v1/paceline/choose/", call -> CompletableFuture.completedFuture(choose(call)));
  }

  private HttpReply choose(HttpCall call) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing service name");
    }
    CatalogRead read = new CatalogRead(call, agent);
    List<ServiceEntry> chosen =
        Selector.select(read.service(call.rest()), policy(call), context(call, read))
            .shuffled(max(call), ThreadLocalRandom.current());
    return read.reply(
        out -> {
          out.beginArray();
          for (ServiceEntry entry : chosen) {
            PacelineApi.instance(out, entry);
          }
          out.endArray();
        });
  }

  /** Whoever asks without saying where it is gets instances anywhere. */
  private static SelectionPolicy policy(HttpCall call) {
    SelectionPolicy policy =
        HealthApi.passing(call)
            ? SelectionPolicy.DEFAULT.withWorstHealth(HealthStatus.PASSING)
            : SelectionPolicy.DEFAULT;
    if (call.has("near") && call.has("zone")) {
      throw new HttpProblem(400, "?near and ?zone exclude each other");
    }
    if (call.has("near")) {
      return policy.withLocality(Locality.SHORTEST_ROUND_TRIP);
    }
    return call.has("zone") ? policy.withLocality(Locality.SAME_ZONE) : policy;
  }

  private static SelectionContext context(HttpCall call, CatalogRead read) {
    return new SelectionContext(
        "", call.parameter("zone").orElse(""), read.roundTrips(), System.currentTimeMillis());
  }

  private static int max(HttpCall call) {
    String text = call.parameter("max").orElse("");
    if (text.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new HttpProblem(400, "?max must be a number above 0, not \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }
}
