package io.paceline.consul;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request to Consul's HTTP API, without the server that it goes to and without the token.
 *
 * @param method GET or PUT: all that is needed here
 * @param segments the path after {@code /v1}, unescaped
 * @param query parameters in order; one with an empty value is a flag
 * @param body JSON, or empty
 * @param deadline for the whole exchange, from the wait for a connection to the last byte
 */
record ConsulRequest(
    Method method,
    List<String> segments,
    Map<String, String> query,
    String body,
    Duration deadline) {

  enum Method {
    GET,
    PUT
  }

  ConsulRequest {
    segments = List.copyOf(segments);
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    if (segments.stream().anyMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."))) {
      // the last two would be resolved away by anything between here and the server
      throw new IllegalArgumentException("a path segment is empty, \".\" or \"..\": " + segments);
    }
  }

  static ConsulRequest get(Duration deadline, String... segments) {
    return new ConsulRequest(Method.GET, List.of(segments), Map.of(), "", deadline);
  }

  static ConsulRequest put(Duration deadline, String body, String... segments) {
    return new ConsulRequest(Method.PUT, List.of(segments), Map.of(), body, deadline);
  }

  ConsulRequest with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(query);
    more.put(parameter, value);
    return new ConsulRequest(method, segments, more, body, deadline);
  }

  ConsulRequest with(ReadConsistency consistency) {
    return consistency == ReadConsistency.DEFAULT ? this : with(consistency.parameter(), "");
  }

  /** Whether the server may hold the answer back until something changes. */
  boolean isBlocking() {
    return query.containsKey("index");
  }

  /** Path and query as they go over the wire; in logs too, as they hold no secret. */
  String target() {
    String path = segments.stream().map(s -> "/" + escape(s)).collect(Collectors.joining());
    List<String> parameters = new ArrayList<>();
    query.forEach((k, v) -> parameters.add(v.isEmpty() ? escape(k) : escape(k) + "=" + escape(v)));
    return "/v1" + path + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
  }

  /** URLEncoder is for forms; only its plus sign differs from what RFC 3986 wants. */
  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return method + " " + target();
  }
}
