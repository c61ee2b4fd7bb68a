package io.paceline.sidecar.api;

import java.util.List;
import java.util.regex.Pattern;

/** What is meant to differ from Consul's HTTP API, or is not served yet. */
final class ConsulDifferences {
  private ConsulDifferences() {}

  /**
   * One difference.
   *
   * @param request which requests, as a regular expression for the whole of method and path
   * @param field which one field of the answer: {@code status}, a header, {@code text} or a path
   * @param reason why
   */
  record Difference(Pattern request, String field, String reason) {
    boolean covers(String asked, String differing) {
      return field.equals(differing) && request.matcher(asked).matches();
    }
  }

  private static final String LATER = "not served yet";
  private static final String NO_RAFT = "there is no raft log, so no entry has an index";
  private static final String NO_ID = "a member has a name, and no other identity";

  static final List<Difference> ALL =
      List.of(
          difference(".*", "header Vary", "nothing is compressed"),
          difference(".*", "$[].CreateIndex", NO_RAFT),
          difference(".*", "$[].ModifyIndex", NO_RAFT),
          difference(".*", "$[].Node.CreateIndex", NO_RAFT),
          difference(".*", "$[].Node.ModifyIndex", NO_RAFT),
          difference(".*", "$[].Service.CreateIndex", NO_RAFT),
          difference(".*", "$[].Service.ModifyIndex", NO_RAFT),
          difference(".*", "$[].Checks[].CreateIndex", NO_RAFT),
          difference(".*", "$[].Checks[].ModifyIndex", NO_RAFT),
          difference(".*", "$.Node.CreateIndex", NO_RAFT),
          difference(".*", "$.Node.ModifyIndex", NO_RAFT),
          difference(".*", "$.Services.webA.CreateIndex", NO_RAFT),
          difference(".*", "$.Services.webA.ModifyIndex", NO_RAFT),
          difference(".*", "$.Services.webB.CreateIndex", NO_RAFT),
          difference(".*", "$.Services.webB.ModifyIndex", NO_RAFT),
          difference(".*", "$[].ID", NO_ID),
          difference(".*", "$[].Node.ID", NO_ID),
          difference(".*/agent/self", "$.Config.NodeID", NO_ID),
          difference(".*/agent/self", "$.Config.Server", "a peer is no server"),
          difference(".*/agent/self", "$.DebugConfig", "Consul's own settings"),
          difference(".*/agent/self", "$.Stats", "Consul's own figures"),
          difference(".*/agent/self", "$.xDS", "there is no service mesh"),
          difference(".*/agent/self", "$.Coord", LATER),
          difference(".*/agent/self", "$.Member.DelegateCur", "Serf's protocol 5, Consul pins 4"),
          difference(".*/agent/members", "$[].DelegateCur", "Serf's protocol 5, Consul pins 4"),
          difference(".*/agent/members\\?wan=1", "$ size", "there is no second pool"),
          difference(".*/status/leader", "$", "the gossip address: there is no RPC port"),
          difference(".*/status/peers", "$[]", "the gossip address: there is no RPC port"),
          difference(
              "GET /v1/(catalog/node|health/service)/.*",
              "$[].Service.TaggedAddresses",
              "every instance was registered at an agent, which derives them"),
          difference(
              "GET /v1/catalog/node/n1",
              "$.Services.webA.TaggedAddresses",
              "every instance was registered at an agent, which derives them"),
          difference(".*/catalog/services\\?node-meta.*", "$.web[]", "tags are always in order"),
          difference(
              "GET /v1/(nope)?", "header X-Consul-Default-Acl-Policy", "every answer carries it"),
          difference(".*/agent/service/api-1", "$.ContentHash", "no blocking by hash is served"),
          difference(
              "GET /v1/agent/health/service/name/api",
              "$[].Service.EnableTagOverride",
              "only owners write"),
          difference(
              "GET /v1/agent/health/service/id/api-1",
              "$.Service.EnableTagOverride",
              "only owners write"),
          difference(
              "GET /v1/agent/health/service/name/api",
              "$[].Checks[].CheckID",
              "by id; Consul's order is that of a Go map"),
          difference(
              "GET /v1/agent/health/service/name/api",
              "$[].Checks[].Name",
              "by id; Consul's order is that of a Go map"),
          difference("GET /v1/catalog/node-services/n1", "$.Services[].CreateIndex", NO_RAFT),
          difference("GET /v1/catalog/node-services/n1", "$.Services[].ModifyIndex", NO_RAFT),
          difference(
              "GET /v1/catalog/node-services/n1",
              "$.Services[].TaggedAddresses",
              "every instance was registered at an agent, which derives them"),
          difference(
              "GET /v1/agent/services[?]filter=Port.*",
              "text",
              "a mistake in a filter has the words of our parser"),
          difference(
              "GET /v1/health/service/web[?]filter=(any|Service.Port%20).*",
              "text", "a mistake in a filter has the words of our parser"),
          difference("PUT /v1/agent/join/.*", "text", "one sentence, without the system's words"),
          difference(".*/agent/services.*", "$.api-1.EnableTagOverride", "only owners write"),
          difference(".*/agent/service/api-1", "$.EnableTagOverride", "only owners write"),
          difference(".*/health/service/api", "$[].Service.EnableTagOverride", "only owners write"),
          difference(
              "PUT /v1/agent/service/register",
              "status",
              "a port, a name that no record can carry are refused"),
          difference(".*/agent/services", "$." + "x".repeat(600), "longer than 255 bytes: refused"),
          difference(".*/catalog/services", "$." + "x".repeat(600), "longer than 255 bytes"),
          difference("PUT /v1/agent/force-leave/.*", "status", LATER),
          difference(
              "PUT /v1/catalog/deregister",
              "status",
              "a node of another owner is not written here: 409 with its name"),
          difference(".* /v1/event/.*", "status", LATER),
          difference("GET /v1/coordinate/.*", "status", LATER),
          difference("GET /v1/(session|operator)/.*", "status", "501: there is no raft here"),
          difference("GET /v1/kv/nope", "header Content-Type", "there is no key/value store"),
          difference("GET /v1/kv/nope", "header X-Consul-Index", "there is no key/value store"),
          difference("GET /v1/kv/nope", "header X-Consul-Knownleader", "no key/value store"),
          difference("GET /v1/kv/nope", "header X-Consul-Lastcontact", "no key/value store"),
          difference("GET /v1/kv/nope", "header X-Consul-Query-Backend", "no key/value store"),
          difference("GET /v1/kv/nope", "text", "no key/value store"));

  private static Difference difference(String request, String field, String reason) {
    return new Difference(Pattern.compile(request), field, reason);
  }
}
