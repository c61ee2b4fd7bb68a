package io.paceline.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances in an answer of {@code /v1/health/service/:name}. Of a check, only what matters to
 * a caller is kept: not the output, which would make an entry differ at every run of the check, and
 * not the indexes.
 */
final class HealthAnswer {
  private static final Logger log = LoggerFactory.getLogger(HealthAnswer.class);

  /** More instances of one service than any DNS answer or load balancer takes. */
  static final int INSTANCES_MAX = 100_000;

  private HealthAnswer() {}

  static List<ServiceEntry> parse(JsonElement answer) throws ConsulException {
    if (!answer.isJsonArray() || answer.getAsJsonArray().size() > INSTANCES_MAX) {
      throw new ConsulException(Kind.BAD_ANSWER, "not a list of service entries");
    }
    List<ServiceEntry> entries = new ArrayList<>();
    for (JsonElement element : answer.getAsJsonArray()) {
      try {
        entries.add(entry(Json.object(element)));
      } catch (IllegalArgumentException e) {
        // Anybody may register anything; one nonsensical instance must not hide the others.
        log.debug("an instance in Consul's catalog is left out: {}", e.getMessage());
      }
    }
    return entries;
  }

  private static ServiceEntry entry(JsonObject element) {
    NodeEntry node = node(Json.object(element, "Node"));
    JsonObject service = Json.object(element, "Service");
    ServiceInstance.Builder instance =
        ServiceInstance.builder(Json.text(service, "Service"))
            .id(Json.text(service, "ID"))
            .node(node.name())
            .address(Json.text(service, "Address"))
            .port(Math.toIntExact(Math.min(Json.number(service, "Port", 0), Integer.MAX_VALUE)))
            .tags(Json.list(service, "Tags"))
            .weights(weights(Json.object(service, "Weights")))
            .checks(checks(element));
    ServiceMeta.read(Json.texts(service, "Meta"), instance);
    return new ServiceEntry(instance.build(), node);
  }

  static NodeEntry node(JsonObject node) {
    return new NodeEntry(
        Json.text(node, "Node"),
        Json.text(node, "Address"),
        Json.text(node, "Datacenter"),
        Json.texts(node, "Meta"),
        Json.texts(node, "TaggedAddresses"));
  }

  /** Consul takes any number for a weight; what does not fit an SRV record is cut to what does. */
  private static Weights weights(JsonObject weights) {
    return new Weights(weight(weights, "Passing"), weight(weights, "Warning"));
  }

  private static int weight(JsonObject weights, String key) {
    return (int) Math.max(0, Math.min(65_535, Json.number(weights, key, 1)));
  }

  private static List<Check> checks(JsonObject element) {
    List<Check> checks = new ArrayList<>();
    for (JsonElement check : Json.array(element, "Checks")) {
      checks.add(check(Json.object(check)));
    }
    return checks;
  }

  private static Check check(JsonObject check) {
    return new Check(
        Json.text(check, "CheckID"),
        Json.text(check, "Name"),
        status(Json.text(check, "Status")),
        Json.text(check, "Type"),
        Json.text(check, "Notes"),
        "");
  }

  /** A status that we do not know is no reason to send anybody there. */
  private static HealthStatus status(String text) {
    for (HealthStatus status : HealthStatus.values()) {
      if (status.text().equals(text)) {
        return status;
      }
    }
    return HealthStatus.CRITICAL;
  }
}
