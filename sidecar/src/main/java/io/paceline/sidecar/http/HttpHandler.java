package io.paceline.sidecar.http;

import java.util.concurrent.CompletionStage;

/**
 * Answers the requests of one route. Called on the server's event loop, so it must not block: an
 * answer that takes time completes its stage later, on any thread.
 */
@FunctionalInterface
public interface HttpHandler {
  CompletionStage<HttpReply> handle(HttpCall call);
}
