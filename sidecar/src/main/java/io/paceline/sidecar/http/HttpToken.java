package io.paceline.sidecar.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The secret that a request has to show: in {@code X-Consul-Token}, as {@code Authorization:
 * Bearer}, or, for clients that know no better, as {@code ?token=}. Digests are compared, in
 * constant time, so that how long a refusal takes says neither how much of a guess is right nor how
 * long the secret is. It is never printed. Immutable.
 */
public final class HttpToken {
  private static final String BEARER = "Bearer ";
  private static final int LENGTH_MIN = 16;

  private final byte[] digest;

  private HttpToken(byte[] digest) {
    this.digest = digest;
  }

  /**
   * A token of this secret.
   *
   * @throws IllegalArgumentException if it is so short that it could be guessed
   */
  public static HttpToken of(String secret) {
    if (secret.length() < LENGTH_MIN) {
      throw new IllegalArgumentException(
          "a token needs at least " + LENGTH_MIN + " characters, has " + secret.length());
    }
    return new HttpToken(digest(secret));
  }

  boolean isShownBy(HttpHeaders headers, String uri) {
    String header = headers.get("X-Consul-Token");
    if (header != null) {
      return matches(header);
    }
    String authorization = headers.get("Authorization");
    if (authorization != null && authorization.startsWith(BEARER)) {
      return matches(authorization.substring(BEARER.length()));
    }
    List<String> query =
        new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, HttpLimits.QUERY_PARAMETERS_MAX)
            .parameters()
            .getOrDefault("token", List.of());
    return query.size() == 1 && matches(query.get(0));
  }

  private boolean matches(String guess) {
    return MessageDigest.isEqual(digest, digest(guess.strip()));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  @Override
  public String toString() {
    return "a token";
  }
}
