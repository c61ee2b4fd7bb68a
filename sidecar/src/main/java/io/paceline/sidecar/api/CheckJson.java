package io.paceline.sidecar.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.netty.util.NetUtil;
import io.paceline.service.HealthStatus;
import io.paceline.service.checks.HealthCheck;
import io.paceline.sidecar.checks.CheckDefinition;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.http.HttpProblem;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Consul's description of a check. What would be run differently from what it says is
 * refused. A check that is a script is refused for good: whoever reaches the API must not run
 * programs.
 */
final class CheckJson {
  private static final String INVALID = "Invalid check: ";
  private static final Duration TIMEOUT = Duration.ofSeconds(10); // Consul's
  private static final Duration REAP_MIN = Duration.ofMinutes(1); // so is this

  private final CheckTargets targets;
  private String id = "";
  private String name = "";
  private String notes = "";
  private String serviceId = "";
  private String http = "";
  private String tcp = "";
  private String grpc = "";
  private Duration ttl = Duration.ZERO;
  private Duration interval = Duration.ZERO;
  private Duration timeout = Duration.ZERO;
  private Duration reapAfter = Duration.ZERO;
  private HealthStatus status = HealthStatus.CRITICAL;
  private Map<String, String> headers = Map.of();
  private int successes;
  private int failures;

  private CheckJson(JsonObject json, CheckTargets targets) {
    this.targets = targets;
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      if (!field.getValue().isJsonNull()) {
        set(field.getKey(), field.getValue());
      }
    }
  }

  /** A check that comes with its service; the defaults are for what it does not say. */
  static CheckDefinition ofService(
      JsonObject json,
      String serviceId,
      String idDefault,
      String nameDefault,
      CheckTargets targets) {
    CheckJson check = new CheckJson(json, targets);
    return check.definition(
        serviceId, check.id.isEmpty() ? idDefault : check.id, check.orElse(nameDefault));
  }

  /** A check by itself, of the service that it names, or of the node. */
  static CheckDefinition alone(JsonObject json, CheckTargets targets) {
    CheckJson check = new CheckJson(json, targets);
    if (check.name.isEmpty()) {
      throw new HttpProblem(400, "Missing check name");
    }
    return check.definition(
        check.serviceId, check.id.isEmpty() ? check.name : check.id, check.name);
  }

  private String orElse(String nameDefault) {
    return name.isEmpty() ? nameDefault : name;
  }

  private void set(String field, JsonElement value) {
    switch (field.toLowerCase(Locale.ROOT).replace("_", "")) {
      case "id", "checkid" -> id = JsonInput.string(field, value);
      case "name" -> name = JsonInput.string(field, value);
      case "notes" -> notes = JsonInput.string(field, value);
      case "serviceid" -> serviceId = JsonInput.string(field, value);
      case "status" -> status = status(JsonInput.string(field, value));
      case "http" -> http = JsonInput.string(field, value);
      case "tcp" -> tcp = JsonInput.string(field, value);
      case "grpc" -> grpc = JsonInput.string(field, value);
      case "header" -> headers = headers(field, value);
      case "ttl" -> ttl = JsonInput.duration(field, value);
      case "interval" -> interval = JsonInput.duration(field, value);
      case "timeout" -> timeout = JsonInput.duration(field, value);
      case "deregistercriticalserviceafter" -> reapAfter = JsonInput.duration(field, value);
      case "successbeforepassing" -> successes = JsonInput.integer(field, value);
      case "failuresbeforecritical" -> failures = JsonInput.integer(field, value);
      case "method" -> requireGet(JsonInput.string(field, value));
      case "args", "scriptargs", "script", "dockercontainerid", "shell" -> refuseScript(value);
      case "outputmaxsize", "failuresbeforewarning" -> {} // 512 bytes; warnings come of 429 only
      case "body", "tlsservername", "tlsskipverify", "grpcusetls", "tcpusetls", "h2ping", "udp" ->
          RegistrationJson.requireEmpty(field, value);
      case "h2pingusetls", "osservice", "aliasnode", "aliasservice", "exposedport", "namespace" ->
          RegistrationJson.requireEmpty(field, value);
      case "partition", "token", "proxyhttp", "proxygrpc", "disableredirects" ->
          RegistrationJson.requireEmpty(field, value);
      default ->
          throw new HttpProblem(
              400, "Request decode failed: json: unknown field \"" + field + "\"");
    }
  }

  static HealthStatus status(String text) {
    for (HealthStatus status : HealthStatus.values()) {
      if (status.text().equals(text)) {
        return status;
      }
    }
    throw new HttpProblem(400, "Invalid check status: '" + text + "'");
  }

  private static void requireGet(String method) {
    if (!method.isEmpty() && !method.equalsIgnoreCase("GET")) {
      throw new HttpProblem(501, "HTTP checks of this agent are made with GET only");
    }
  }

  private static void refuseScript(JsonElement value) {
    boolean empty = value.isJsonArray() && value.getAsJsonArray().isEmpty();
    if (!empty && !(value.isJsonPrimitive() && value.getAsString().isEmpty())) {
      throw new HttpProblem(400, INVALID + "this agent runs no scripts");
    }
  }

  private static Map<String, String> headers(String field, JsonElement value) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> header : JsonInput.object(field, value).entrySet()) {
      StringBuilder values = new StringBuilder();
      for (JsonElement text : JsonInput.array(field, header.getValue())) {
        values.append(values.isEmpty() ? "" : ", ").append(JsonInput.string(field, text));
      }
      headers.put(printable(header.getKey()), printable(values.toString()));
    }
    return headers;
  }

  /** A line break in a header would begin another one. */
  private static String printable(String header) {
    if (header.chars().anyMatch(Character::isISOControl)) {
      throw new HttpProblem(400, INVALID + "a header must not contain control characters");
    }
    return header;
  }

  private CheckDefinition definition(String ownerId, String checkId, String checkName) {
    requireSensible();
    HealthCheck check = healthCheck().id(checkId).name(checkName).notes(notes).initially(status);
    if (!reapAfter.isZero()) {
      check = check.deregisterAfter(reapAfter.compareTo(REAP_MIN) < 0 ? REAP_MIN : reapAfter);
    }
    check = check.successesBeforePassing(successes + 1).failuresBeforeCritical(failures + 1);
    return new CheckDefinition(ownerId, check.reaching(targets::admits), interval, timeout);
  }

  /** In Consul's words. */
  private void requireSensible() {
    boolean probe = !http.isEmpty() || !tcp.isEmpty() || !grpc.isEmpty();
    if (!interval.isZero() && !ttl.isZero()) {
      throw new HttpProblem(400, INVALID + "Interval and TTL cannot both be specified");
    }
    if (probe && interval.isZero()) {
      throw new HttpProblem(
          400,
          INVALID + "Interval must be > 0 for Script, HTTP, H2PING, TCP, UDP or OSService checks");
    }
    if (!probe && ttl.isZero()) {
      throw new HttpProblem(400, INVALID + "TTL must be > 0 for TTL checks");
    }
  }

  private HealthCheck healthCheck() {
    if (!http.isEmpty()) {
      return probe(httpCheck());
    } else if (!tcp.isEmpty()) {
      URI target = target("tcp", tcp);
      return probe(HealthCheck.tcp(target.getHost(), target.getPort()));
    } else if (!grpc.isEmpty()) {
      URI target = target("grpc", grpc);
      String path = Optional.ofNullable(target.getPath()).orElse("");
      String service = path.startsWith("/") ? path.substring(1) : path;
      return probe(HealthCheck.grpc(target.getHost(), target.getPort(), service));
    }
    return HealthCheck.ttl(ttl);
  }

  private HealthCheck httpCheck() {
    HealthCheck check = HealthCheck.http(http, headers);
    requireAllowed(URI.create(http).getHost());
    return check;
  }

  private HealthCheck probe(HealthCheck check) {
    return check.interval(interval).timeout(timeout.isZero() ? TIMEOUT : timeout);
  }

  private URI target(String scheme, String text) {
    try {
      URI target = URI.create(scheme + "://" + text);
      if (target.getHost() != null && target.getPort() > 0) {
        requireAllowed(target.getHost());
        return target;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new HttpProblem(400, INVALID + "\"" + text + "\" is not HOST:PORT");
  }

  /** Of a name it can only be said when the check runs, and it is said then each time. */
  private void requireAllowed(String host) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    try {
      if (literal != null && !targets.admits(InetAddress.getByAddress(literal))) {
        throw new HttpProblem(
            403, "checks of this agent may reach " + targets + " only, not " + host);
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length of a literal is right
    }
  }
}
