package io.paceline.sidecar.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Talks to an agent over HTTP. The old {@code HttpURLConnection} is meant: it is loaded in a
 * fraction of the time that {@code java.net.http} takes, and a command makes one request.
 */
final class AgentClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** Longer than an agent takes to leave. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private final InetSocketAddress agent;
  private final String token;

  /**
   * Talks to one agent.
   *
   * @param token what it wants to be shown; empty for nothing
   */
  AgentClient(InetSocketAddress agent, String token) {
    this.agent = agent;
    this.token = token;
  }

  /** The body of a successful answer. */
  String get(String path) throws CommandFailure {
    return request("GET", path, "");
  }

  String put(String path, String body) throws CommandFailure {
    return request("PUT", path, body);
  }

  /** One part of a path, so that it stays one part whatever it contains. */
  static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  String request(String method, String path, String body) throws CommandFailure {
    String base = "http://" + HostPort.text(agent);
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      if (!token.isEmpty()) {
        connection.setRequestProperty("X-Consul-Token", token);
      }
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
      connection.setReadTimeout((int) ANSWER_MAX.toMillis());
      send(connection, body);
      return answer(connection);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.AGENT_UNREACHABLE,
          "no agent answers at " + base + " (" + e.getMessage() + "): --http-addr names another");
    }
  }

  private static void send(HttpURLConnection connection, String body) throws IOException {
    if (body.isEmpty()) {
      return;
    }
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String answer(HttpURLConnection connection) throws IOException, CommandFailure {
    int status = connection.getResponseCode();
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    String text = "";
    if (stream != null) {
      try (stream) {
        text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    if (status >= 400) {
      throw new CommandFailure(
          ExitCode.REFUSED, "the agent refused (" + status + "): " + text.strip());
    }
    return text;
  }
}
