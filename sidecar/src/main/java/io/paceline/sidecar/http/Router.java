package io.paceline.sidecar.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the handler of a request by method and path, and turns every failure into an answer. A
 * route that ends in {@code /} takes all paths below it: the remainder is {@link HttpCall#rest}.
 * Immutable after it was built; safe for use by many threads.
 */
public final class Router implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private static final String ANY = "*";

  private record Route(String method, HttpHandler handler) {
    boolean takes(String asked) {
      return method.equals(ANY) || method.equals(asked);
    }
  }

  private final Map<String, Route> routes;

  private Router(Map<String, Route> routes) {
    this.routes = new LinkedHashMap<>(routes);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Whether there is a route for the path, whatever its method. */
  public boolean knows(String path) {
    return !longestRoute(path).isEmpty();
  }

  /** Never fails: what goes wrong is an answer with a status of 400 or more. */
  @Override
  public CompletionStage<HttpReply> handle(HttpCall call) {
    CompletionStage<HttpReply> reply;
    try {
      reply = dispatch(call);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedStage(e);
    }
    return reply.exceptionally(failure -> failed(call, failure));
  }

  private CompletionStage<HttpReply> dispatch(HttpCall call) {
    String key = longestRoute(call.path());
    Route route = key.isEmpty() ? null : routes.get(key);
    if (route == null) {
      return done(HttpReply.text(404, "Invalid URL path: not a recognized HTTP API endpoint\n"));
    }
    if (call.method().equals("OPTIONS")) {
      return done(HttpReply.empty().withHeader("Allow", allow(route)));
    }
    if (!route.takes(call.method())) {
      return done(
          HttpReply.text(405, "method " + call.method() + " not allowed")
              .withHeader("Allow", allow(route)));
    }
    return route.handler().handle(call.withRest(call.path().substring(key.length())));
  }

  /** The whole path, or the longest part of it that ends in a slash; "" if there is none. */
  private String longestRoute(String path) {
    String candidate = path;
    while (!candidate.isEmpty() && !routes.containsKey(candidate)) {
      int slash = candidate.lastIndexOf('/', candidate.length() - 2);
      candidate = slash < 0 ? "" : candidate.substring(0, slash + 1);
    }
    return candidate;
  }

  private static String allow(Route route) {
    return route.method().equals(ANY) ? "OPTIONS,GET,PUT,DELETE" : "OPTIONS," + route.method();
  }

  private static HttpReply failed(HttpCall call, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof HttpProblem problem) {
      return problem.reply();
    }
    if (cause instanceof IllegalArgumentException) {
      return HttpReply.text(400, String.valueOf(cause.getMessage()));
    }
    log.error("{} {} failed", call.method(), call.path(), cause);
    return HttpReply.text(500, "internal error, see the agent's log");
  }

  private static CompletionStage<HttpReply> done(HttpReply reply) {
    return CompletableFuture.completedStage(reply);
  }

  /** Collects routes; each path has one method. */
  public static final class Builder {
    private final Map<String, Route> routes = new LinkedHashMap<>();

    private Builder() {}

    public Builder get(String path, HttpHandler handler) {
      return add("GET", path, handler);
    }

    public Builder put(String path, HttpHandler handler) {
      return add("PUT", path, handler);
    }

    /** Whatever the method. */
    public Builder any(String path, HttpHandler handler) {
      return add(ANY, path, handler);
    }

    private Builder add(String method, String path, HttpHandler handler) {
      if (routes.putIfAbsent(path, new Route(method, handler)) != null) {
        throw new IllegalArgumentException("two routes for " + path);
      }
      return this;
    }

    public Router build() {
      return new Router(routes);
    }
  }
}
