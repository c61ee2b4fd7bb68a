package io.paceline.sidecar.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.TxtAttributes;
import io.paceline.service.Weights;
import io.paceline.sidecar.checks.CheckDefinition;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.http.HttpProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the body of {@code PUT /v1/agent/service/register}: Consul's fields, in any letter case,
 * and the two that Paceline adds, {@code Attributes} (TXT attributes: text, or null for one without
 * a value) and {@code Transport} ({@code tcp} or {@code udp}). A field that is known to Consul but
 * not served here is refused when it asks for something.
 */
final class RegistrationJson {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_IMPLEMENTED = 501;

  private String name = "";
  private String id = "";
  private String address = "";
  private int port;
  private List<String> tags = List.of();
  private Map<String, String> meta = Map.of();
  private Weights weights = Weights.DEFAULT;
  private TxtAttributes attributes = TxtAttributes.NONE;
  private Transport transport = Transport.TCP;
  private final List<JsonObject> checks = new ArrayList<>();

  private RegistrationJson() {}

  /**
   * The service that a body describes, with its checks.
   *
   * @param targets where checks may connect to
   * @throws HttpProblem saying what is wrong with it
   * @throws IllegalArgumentException naming the part and its value, if one is out of its range
   */
  static Registration read(Bytes body, CheckTargets targets) {
    return read(JsonInput.object(body), targets);
  }

  static Registration read(JsonObject json, CheckTargets targets) {
    RegistrationJson registration = new RegistrationJson();
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      registration.set(field.getKey(), field.getValue());
    }
    ServiceInstance instance = registration.instance();
    return new Registration(instance, registration.checks(instance, targets), json);
  }

  private void set(String field, JsonElement value) {
    if (value.isJsonNull()) {
      return; // Go's decoder leaves the default
    }
    switch (field.toLowerCase(Locale.ROOT)) {
      case "name" -> name = JsonInput.string(field, value);
      case "id" -> id = JsonInput.string(field, value);
      case "address" -> address = address(JsonInput.string(field, value));
      case "port" -> port = JsonInput.integer(field, value);
      case "tags" -> tags = tags(field, value);
      case "meta" -> meta = meta(field, value);
      case "weights" -> weights = weights(field, value);
      case "attributes" -> attributes = attributes(field, value);
      case "transport" -> transport = transport(JsonInput.string(field, value));
      case "enabletagoverride", "enable_tag_override" -> {} // only the owner writes here anyway
      case "check" -> check(field, value);
      case "checks" -> JsonInput.array(field, value).forEach(check -> check(field, check));
      case "proxy", "connect", "taggedaddresses", "tagged_addresses", "ports" ->
          requireEmpty(field, value);
      case "kind", "socketpath", "socket_path", "locality" -> requireEmpty(field, value);
      case "namespace", "partition", "token" -> requireEmpty(field, value);
      default ->
          throw new HttpProblem(
              BAD_REQUEST, "Request decode failed: json: unknown field \"" + field + "\"");
    }
  }

  private ServiceInstance instance() {
    if (name.isEmpty()) {
      throw new HttpProblem(BAD_REQUEST, "Missing service name");
    }
    return ServiceInstance.builder(name)
        .id(id.isEmpty() ? name : id)
        .address(address)
        .port(port)
        .transport(transport)
        .tags(tags)
        .attributes(attributes)
        .meta(meta)
        .weights(weights)
        .build();
  }

  /** An empty one asks for nothing. */
  private void check(String field, JsonElement value) {
    JsonObject check = JsonInput.object(field, value);
    if (!check.isEmpty()) {
      checks.add(check);
    }
  }

  /** Consul numbers the checks of a service where it has several. */
  private List<CheckDefinition> checks(ServiceInstance instance, CheckTargets targets) {
    List<CheckDefinition> definitions = new ArrayList<>();
    for (JsonObject check : checks) {
      String number = checks.size() == 1 ? "" : ":" + (definitions.size() + 1);
      definitions.add(
          CheckJson.ofService(
              check,
              instance.id(),
              "service:" + instance.id() + number,
              "Service '" + instance.service() + "' check",
              targets));
    }
    return definitions;
  }

  private static String address(String value) {
    if (AddressFamily.isUnspecified(value)) {
      throw new HttpProblem(BAD_REQUEST, "Invalid service address");
    }
    return value;
  }

  private static List<String> tags(String field, JsonElement value) {
    List<String> tags = new ArrayList<>();
    for (JsonElement tag : JsonInput.array(field, value)) {
      tags.add(JsonInput.string(field, tag));
    }
    return tags;
  }

  private static Map<String, String> meta(String field, JsonElement value) {
    Map<String, String> meta = new LinkedHashMap<>();
    JsonInput.object(field, value)
        .entrySet()
        .forEach(e -> meta.put(e.getKey(), JsonInput.string(field, e.getValue())));
    return meta;
  }

  private static TxtAttributes attributes(String field, JsonElement value) {
    List<TxtAttributes.Attribute> attributes = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : JsonInput.object(field, value).entrySet()) {
      Optional<Bytes> text =
          entry.getValue().isJsonNull()
              ? Optional.empty()
              : Optional.of(Bytes.utf8(JsonInput.string(field, entry.getValue())));
      attributes.add(new TxtAttributes.Attribute(entry.getKey(), text));
    }
    return TxtAttributes.of(attributes);
  }

  private static Weights weights(String field, JsonElement value) {
    int passing = 1;
    int warning = 1;
    for (Map.Entry<String, JsonElement> e : JsonInput.object(field, value).entrySet()) {
      switch (e.getKey().toLowerCase(Locale.ROOT)) {
        case "passing" -> passing = weight("Passing", e.getValue());
        case "warning" -> warning = weight("Warning", e.getValue());
        default ->
            throw new HttpProblem(
                BAD_REQUEST, "Request decode failed: json: unknown field \"" + e.getKey() + "\"");
      }
    }
    return new Weights(passing, warning);
  }

  private static int weight(String name, JsonElement value) {
    int weight = JsonInput.integer(name, value);
    if (weight < 0 || (weight == 0 && name.equals("Passing"))) {
      throw new HttpProblem(BAD_REQUEST, "Invalid Weights: " + name + " must be greater than 0");
    }
    return weight;
  }

  private static Transport transport(String value) {
    for (Transport transport : Transport.values()) {
      if (transport.label().equals(value)) {
        return transport;
      }
    }
    throw new HttpProblem(BAD_REQUEST, "Transport must be tcp or udp, not \"" + value + "\"");
  }

  static void requireEmpty(String field, JsonElement value) {
    boolean empty =
        (value instanceof JsonObject object && object.isEmpty())
            || (value instanceof JsonArray array && array.isEmpty())
            || (value.isJsonPrimitive() && isNothing(value.getAsJsonPrimitive()));
    if (!empty) {
      throw new HttpProblem(
          NOT_IMPLEMENTED, "this agent does not serve the field \"" + field + "\" yet");
    }
  }

  private static boolean isNothing(JsonPrimitive value) {
    return value.isBoolean()
        ? !value.getAsBoolean()
        : List.of("", "0").contains(value.getAsString());
  }
}
