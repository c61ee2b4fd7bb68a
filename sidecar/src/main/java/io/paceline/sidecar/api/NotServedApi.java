package io.paceline.sidecar.api;

import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.concurrent.CompletionStage;

/**
 * The parts of Consul's API that have no counterpart in a cluster of peers. They answer 501 with a
 * sentence, so that nobody takes an empty answer, or a path that is not known, for a fact.
 */
final class NotServedApi {
  private NotServedApi() {}

  static void addTo(Router.Builder routes) {
    routes.any("/v1/kv/", call -> missing(call.method().equals("GET") ? 404 : 501, STORE));
    routes.any("/v1/txn", call -> missing(501, STORE));
    routes.any("/v1/session/", call -> missing(501, STORE));
    routes.any("/v1/snapshot", call -> missing(501, STORE));
    routes.any("/v1/acl/", call -> missing(501, "there are no ACLs here"));
    routes.any("/v1/operator/", call -> missing(501, "there are no servers here to operate"));
    routes.any("/v1/query", call -> missing(501, "there are no prepared queries here"));
    routes.any("/v1/query/", call -> missing(501, "there are no prepared queries here"));
    for (String path : new String[] {"connect/", "config", "config/", "discovery-chain/"}) {
      routes.any("/v1/" + path, call -> missing(501, MESH));
    }
    routes.any("/v1/agent/connect/", call -> missing(501, MESH));
    routes.any("/v1/health/connect/", call -> missing(501, MESH));
    routes.any("/v1/catalog/connect/", call -> missing(501, MESH));
  }

  private static final String STORE =
      "there is no key/value store here, nor sessions that would guard it";
  private static final String MESH = "there is no service mesh here";

  private static CompletionStage<HttpReply> missing(int status, String sentence) {
    throw new HttpProblem(status, sentence);
  }
}
