package io.paceline.consul;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParseException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of a Consul server.
 *
 * @param status of HTTP
 * @param body bounded by the transport
 * @param headers the ones that Consul adds
 */
record ConsulResponse(int status, String body, Headers headers) {
  private static final Gson GSON = new Gson();

  /**
   * What Consul says beside the body. A header that is missing or makes no sense is absent.
   *
   * @param index the state of the server that this answer shows; of this server only
   * @param knownLeader whether the server knew a leader; trust it for stale answers only
   * @param lastContactMillis how long ago the server heard from the leader
   * @param filteredByAcls whether ACLs took something out of the answer
   * @param retryAfterSeconds when to come back
   */
  record Headers(
      OptionalLong index,
      Optional<Boolean> knownLeader,
      OptionalLong lastContactMillis,
      boolean filteredByAcls,
      OptionalLong retryAfterSeconds) {
    static final Headers NONE =
        new Headers(
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            false,
            OptionalLong.empty());

    static Headers parse(java.util.function.Function<String, @Nullable String> header) {
      return new Headers(
          number(header.apply("X-Consul-Index")),
          Optional.ofNullable(header.apply("X-Consul-KnownLeader")).map("true"::equals),
          number(header.apply("X-Consul-LastContact")),
          "true".equals(header.apply("X-Consul-Results-Filtered-By-ACLs")),
          number(header.apply("Retry-After")));
    }

    private static OptionalLong number(@Nullable String text) {
      try {
        long value = text == null ? -1 : Long.parseLong(text.trim());
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }
  }

  boolean isSuccess() {
    return status == 200;
  }

  /** The body as JSON. */
  JsonElement json() throws ConsulException {
    try {
      JsonElement json = GSON.fromJson(body, JsonElement.class);
      return json == null ? JsonNull.INSTANCE : json;
    } catch (JsonParseException e) {
      throw new ConsulException(ConsulException.Kind.BAD_ANSWER, "the answer is not JSON", e);
    }
  }

  /** The text of an error, cut: it comes from outside and goes to a log. */
  String reason() {
    String line = body.strip().replaceAll("[\\p{Cntrl}]+", " ");
    return line.length() <= 300 ? line : line.substring(0, 300) + "…";
  }
}
