package io.paceline.sidecar.http;

import io.paceline.service.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One answer: complete, or one that goes on.
 *
 * @param status the HTTP status code
 * @param headers every header but those of the connection and the content's length
 * @param body the content
 * @param stream instead of the content, if it goes on
 */
public record HttpReply(
    int status, Map<String, String> headers, Bytes body, Optional<HttpStream> stream) {
  private static final String CONTENT_TYPE = "Content-Type";

  public HttpReply {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  public HttpReply(int status, Map<String, String> headers, Bytes body) {
    this(status, headers, body, Optional.empty());
  }

  /** One that goes on until the client has enough, and that nobody on the way may keep. */
  public static HttpReply following(String contentType, HttpStream stream) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, contentType);
    headers.put("Cache-Control", "no-store");
    return new HttpReply(200, headers, Bytes.EMPTY, Optional.of(stream));
  }

  /** A sentence for people. */
  public static HttpReply text(int status, String sentence) {
    return new HttpReply(
        status, Map.of(CONTENT_TYPE, "text/plain; charset=utf-8"), Bytes.utf8(sentence));
  }

  /** JSON with status 200. */
  public static HttpReply json(Bytes json) {
    return new HttpReply(200, Map.of(CONTENT_TYPE, "application/json"), json);
  }

  /** Done, and nothing to say: Consul still calls it JSON. */
  public static HttpReply empty() {
    return new HttpReply(200, Map.of(CONTENT_TYPE, "application/json; charset=utf-8"), Bytes.EMPTY);
  }

  public HttpReply withStatus(int value) {
    return new HttpReply(value, headers, body, stream);
  }

  public HttpReply withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpReply(status, more, body, stream);
  }
}
