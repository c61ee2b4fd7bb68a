package io.paceline.sidecar.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Decides whether a request is let in. With a token, only what shows it, by whatever name it came:
 * a page that was rebound to this server cannot know it. Without one, only what names this server.
 * Health is told to everybody: probes of an orchestrator have no secret, and learn nothing.
 */
final class AccessGuard {
  private final HostGuard host;
  private final Optional<HttpToken> token;

  AccessGuard(InetSocketAddress own, Optional<HttpToken> token) {
    this.host = new HostGuard(own);
    this.token = token;
  }

  /** Why not; absent if it may come in. */
  Optional<HttpReply> refusal(HttpRequest request) {
    if (token.isEmpty()) {
      return host.admits(request.headers().get(HttpHeaderNames.HOST))
          ? Optional.empty()
          : Optional.of(HttpReply.text(403, "the Host header does not name this agent"));
    }
    return isHealth(request.uri()) || token.get().isShownBy(request.headers(), request.uri())
        ? Optional.empty()
        : Optional.of(HttpReply.text(403, "Permission denied")); // Consul's status and words
  }

  private static boolean isHealth(String uri) {
    return uri.equals("/healthz") || uri.equals("/readyz");
  }
}
