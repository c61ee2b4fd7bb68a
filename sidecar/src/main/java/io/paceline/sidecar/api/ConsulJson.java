package io.paceline.sidecar.api;

import com.google.gson.stream.JsonWriter;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import io.paceline.service.Check;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.TxtAttributes;
import io.paceline.service.Weights;
import java.io.IOException;
import java.util.List;

/**
 * Consul's JSON forms, as a Consul 1.22 agent writes them. Fields that Consul lacks ({@code
 * Attributes}, {@code Transport}, {@code Suspect}) appear only where they say something, so that an
 * instance without them reads exactly as from Consul. Raft indexes do not exist here: {@code
 * CreateIndex} and {@code ModifyIndex} are 0.
 */
final class ConsulJson {
  private ConsulJson() {}

  static void member(JsonWriter out, Member member) throws IOException {
    out.beginObject();
    out.name("Name").value(member.name());
    out.name("Addr").value(member.address().ip().getHostAddress());
    out.name("Port").value(member.address().port());
    Json.strings(out, "Tags", member.tags());
    out.name("Status").value(statusCode(member.status()));
    versions(out, member.versions());
    if (member.suspect()) {
      out.name("Suspect").value(true);
    }
    out.endObject();
  }

  private static void versions(JsonWriter out, Versions versions) throws IOException {
    out.name("ProtocolMin").value(versions.protocolMin());
    out.name("ProtocolMax").value(versions.protocolMax());
    out.name("ProtocolCur").value(versions.protocolCurrent());
    out.name("DelegateMin").value(versions.delegateMin());
    out.name("DelegateMax").value(versions.delegateMax());
    out.name("DelegateCur").value(versions.delegateCurrent());
  }

  /** Serf's numbers. */
  static int statusCode(MemberStatus status) {
    return switch (status) {
      case ALIVE -> 1;
      case LEAVING -> 2;
      case LEFT -> 3;
      case FAILED -> 4;
    };
  }

  static void node(JsonWriter out, NodeEntry node) throws IOException {
    out.beginObject();
    nodeFields(out, node);
    Json.stringsOrNull(out, "Meta", node.meta());
    indexes(out);
    out.endObject();
  }

  private static void nodeFields(JsonWriter out, NodeEntry node) throws IOException {
    out.name("ID").value("");
    out.name("Node").value(node.name());
    out.name("Address").value(node.address());
    out.name("Datacenter").value(node.datacenter());
    Json.stringsOrNull(out, "TaggedAddresses", node.taggedAddresses());
  }

  /** The form of {@code /v1/agent/service/ID}: the agent's own view of a registration. */
  static void agentService(JsonWriter out, ServiceInstance instance, String datacenter)
      throws IOException {
    out.beginObject();
    out.name("ID").value(instance.id());
    out.name("Service").value(instance.service());
    Json.strings(out, "Tags", instance.tags());
    Json.strings(out, "Meta", instance.meta());
    out.name("Port").value(instance.port());
    out.name("Address").value(instance.address());
    taggedAddresses(out, instance);
    weights(out, "Weights", instance.weights());
    out.name("EnableTagOverride").value(false);
    extras(out, "", instance);
    out.name("Datacenter").value(datacenter);
    out.endObject();
  }

  /** The form inside {@code /v1/health/service} and {@code /v1/catalog/node}. */
  static void service(JsonWriter out, ServiceInstance instance) throws IOException {
    out.beginObject();
    out.name("ID").value(instance.id());
    out.name("Service").value(instance.service());
    Json.strings(out, "Tags", instance.tags());
    out.name("Address").value(instance.address());
    taggedAddresses(out, instance);
    Json.stringsOrNull(out, "Meta", instance.meta());
    if (instance.port() != 0) { // as Consul, here and only here
      out.name("Port").value(instance.port());
    }
    weights(out, "Weights", instance.weights());
    out.name("EnableTagOverride").value(false);
    proxy(out, "");
    out.name("PeerName").value("");
    extras(out, "", instance);
    indexes(out);
    out.endObject();
  }

  /** The flat form of {@code /v1/catalog/service}. */
  static void catalogService(JsonWriter out, ServiceEntry entry) throws IOException {
    ServiceInstance instance = entry.instance();
    out.beginObject();
    nodeFields(out, entry.node());
    Json.stringsOrNull(out, "NodeMeta", entry.node().meta());
    out.name("ServiceKind").value("");
    out.name("ServiceID").value(instance.id());
    out.name("ServiceName").value(instance.service());
    Json.strings(out, "ServiceTags", instance.tags());
    out.name("ServiceAddress").value(instance.address());
    weights(out, "ServiceWeights", instance.weights());
    Json.strings(out, "ServiceMeta", instance.meta());
    out.name("ServicePort").value(instance.port());
    out.name("ServicePorts").nullValue();
    out.name("ServiceSocketPath").value("");
    out.name("ServiceEnableTagOverride").value(false);
    proxy(out, "Service");
    out.name("ServiceLocality").nullValue();
    extras(out, "Service", instance);
    indexes(out);
    out.endObject();
  }

  /** One entry of {@code /v1/health/service}. */
  static void healthEntry(JsonWriter out, HealthEntry health) throws IOException {
    out.beginObject();
    out.name("Node");
    node(out, health.entry().node());
    out.name("Service");
    service(out, health.entry().instance());
    out.name("Checks");
    checks(out, health.checks());
    out.endObject();
  }

  static void checks(JsonWriter out, List<ShownCheck> checks) throws IOException {
    out.beginArray();
    for (ShownCheck check : checks) {
      check(out, check);
    }
    out.endArray();
  }

  /** What was found out about which service: the fields that each form of a check begins with. */
  static void checked(JsonWriter out, ShownCheck shown) throws IOException {
    Check check = shown.check();
    out.name("Node").value(shown.node());
    out.name("CheckID").value(check.id());
    out.name("Name").value(check.name());
    out.name("Status").value(check.status().text());
    out.name("Notes").value(check.notes());
    out.name("Output").value(check.output());
    out.name("ServiceID").value(shown.serviceId());
    out.name("ServiceName").value(shown.serviceName());
  }

  static void check(JsonWriter out, ShownCheck shown) throws IOException {
    Check check = shown.check();
    out.beginObject();
    checked(out, shown);
    Json.strings(out, "ServiceTags", shown.serviceTags());
    out.name("Type").value(check.type());
    out.name("Interval").value(shown.interval());
    out.name("Timeout").value(shown.timeout());
    out.name("ExposedPort").value(0);
    out.name("Definition").beginObject().endObject();
    indexes(out);
    out.endObject();
  }

  static void weights(JsonWriter out, String name, Weights weights) throws IOException {
    out.name(name).beginObject();
    out.name("Passing").value(weights.passing());
    out.name("Warning").value(weights.warning());
    out.endObject();
  }

  private static void taggedAddresses(JsonWriter out, ServiceInstance instance) throws IOException {
    String family = AddressFamily.of(instance.address());
    if (family.isEmpty()) {
      return;
    }
    out.name("TaggedAddresses").beginObject();
    for (String scope : List.of("lan_", "wan_")) {
      out.name(scope + family).beginObject();
      out.name("Address").value(instance.address());
      out.name("Port").value(instance.port());
      out.endObject();
    }
    out.endObject();
  }

  private static void proxy(JsonWriter out, String prefix) throws IOException {
    out.name(prefix + "Proxy").beginObject();
    out.name("Mode").value("");
    out.name("MeshGateway").beginObject().endObject();
    out.name("Expose").beginObject().endObject();
    out.endObject();
    out.name(prefix + "Connect").beginObject().endObject();
  }

  /** What Consul has no field for. */
  static void extras(JsonWriter out, String prefix, ServiceInstance instance) throws IOException {
    if (!instance.attributes().isEmpty()) {
      attributes(out, prefix + "Attributes", instance.attributes());
    }
    if (instance.transport() != io.paceline.service.Transport.TCP) {
      out.name(prefix + "Transport").value(instance.transport().label());
    }
  }

  /** {@code null} stands for an attribute without {@code =} (RFC 6763 section 6.4). */
  static void attributes(JsonWriter out, String name, TxtAttributes attributes) throws IOException {
    out.name(name).beginObject();
    for (TxtAttributes.Attribute attribute : attributes.entries()) {
      out.name(attribute.key());
      if (attribute.value().isPresent()) {
        out.value(attribute.value().map(Bytes::utf8).get());
      } else {
        out.nullValue();
      }
    }
    out.endObject();
  }

  private static void indexes(JsonWriter out) throws IOException {
    out.name("CreateIndex").value(0);
    out.name("ModifyIndex").value(0);
  }
}
