package io.paceline.sidecar.http;

import io.paceline.service.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request, read whole and decoded.
 *
 * @param method in upper case
 * @param path percent-decoded, without the query
 * @param rest what follows the route's prefix in the path; empty for a route without one
 * @param query the parameters; one without {@code =} has the value ""
 * @param body the body, empty if there is none
 */
public record HttpCall(
    String method, String path, String rest, Map<String, List<String>> query, Bytes body) {

  public HttpCall {
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  HttpCall withRest(String value) {
    return new HttpCall(method, path, value, query, body);
  }

  /** Whether the parameter is there, with or without a value. */
  public boolean has(String parameter) {
    return query.containsKey(parameter);
  }

  /** The first value of a parameter. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  /** All values of a parameter, in the order given. */
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }
}
