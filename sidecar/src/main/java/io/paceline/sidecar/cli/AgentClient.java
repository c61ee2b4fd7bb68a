package io.paceline.sidecar.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Talks to an agent over HTTP. The old {@code HttpURLConnection} is meant: it is loaded in a
 * fraction of the time that {@code java.net.http} takes, and a command makes one request.
 */
final class AgentClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** Longer than an agent takes to leave. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private final AgentAddress agent;
  private final String token;
  private final Optional<SSLSocketFactory> trusted;

  /**
   * Talks to one agent.
   *
   * @param token what it wants to be shown; empty for nothing
   * @param trusted whom to trust to vouch for its certificate, if not whom the JVM trusts
   */
  AgentClient(AgentAddress agent, String token, Optional<SSLSocketFactory> trusted) {
    this.agent = agent;
    this.token = token;
    this.trusted = trusted;
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
    try {
      HttpURLConnection connection = open(method, path, ANSWER_MAX);
      send(connection, body);
      return answer(connection);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Reads an answer that goes on, line by line, until the agent ends it.
   *
   * @param silenceMax for how long the agent may say nothing; zero for ever
   */
  void follow(String path, Duration silenceMax, Consumer<String> line) throws CommandFailure {
    try {
      HttpURLConnection connection = open("GET", path, silenceMax);
      if (connection.getResponseCode() >= 400) {
        answer(connection); // throws
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        for (String next = lines.readLine(); next != null; next = lines.readLine()) {
          line.accept(next);
        }
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpURLConnection open(String method, String path, Duration silenceMax)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(agent.base() + path).toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection secure) {
      trusted.ifPresent(secure::setSSLSocketFactory);
    }
    connection.setRequestMethod(method);
    if (!token.isEmpty()) {
      connection.setRequestProperty("X-Consul-Token", token);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
    connection.setReadTimeout((int) silenceMax.toMillis());
    return connection;
  }

  private CommandFailure unreachable(IOException e) {
    return new CommandFailure(
        ExitCode.AGENT_UNREACHABLE,
        "no agent answers at "
            + agent.base()
            + " ("
            + e.getMessage()
            + "): --http-addr names another");
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
