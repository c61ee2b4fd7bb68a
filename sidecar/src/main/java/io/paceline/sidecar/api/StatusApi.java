package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/status/}. There is no leader among peers: each agent names itself, so that a client
 * that waits for a leader sees one as soon as the agent serves.
 */
final class StatusApi {
  private final LocalAgent agent;

  StatusApi(LocalAgent agent) {
    this.agent = agent;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/v1/status/leader", call -> CompletableFuture.completedStage(leader(call)))
        .get("/v1/status/peers", call -> CompletableFuture.completedStage(peers(call)));
  }

  HttpReply leader(HttpCall call) {
    String address = agent.localMember().address().toString();
    return HttpReply.json(Json.bytes(call.has("pretty"), out -> out.value(address)));
  }

  HttpReply peers(HttpCall call) {
    List<Member> up = agent.members().stream().filter(m -> m.status().isUp()).toList();
    return HttpReply.json(
        Json.bytes(
            call.has("pretty"),
            out -> {
              out.beginArray();
              for (Member member : up) {
                out.value(member.address().toString());
              }
              out.endArray();
            }));
  }
}
