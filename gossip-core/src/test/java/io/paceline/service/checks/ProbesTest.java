package io.paceline.service.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.paceline.service.HealthStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TCP and HTTP probes against real sockets. */
class ProbesTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : toClose) {
      closeable.close();
    }
  }

  // TCP.

  @Test
  void a_tcp_check_passes_if_somebody_listens() throws Exception {
    int port = silentServer().getLocalPort();
    CheckResult result = look(HealthCheck.tcp("127.0.0.1", port), LONG);
    assertThat(result.status()).isEqualTo(HealthStatus.PASSING);
    assertThat(result.output()).isEqualTo("TCP connect 127.0.0.1:" + port + ": accepted");
  }

  @Test
  void a_tcp_check_is_critical_if_nobody_listens() throws Exception {
    int port = closedPort();
    assertThatThrownBy(() -> look(HealthCheck.tcp("127.0.0.1", port), LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void a_name_that_does_not_resolve_is_critical() {
    assertThatThrownBy(() -> look(HealthCheck.tcp("no-such-host.invalid", 80), LONG))
        .isInstanceOf(IOException.class);
  }

  @Test
  void nothing_is_sent_to_a_host_that_checks_may_not_reach() throws Exception {
    int port = server(200, Map.of());
    for (HealthCheck check :
        List.of(
            HealthCheck.tcp("localhost", port),
            HealthCheck.grpc("localhost", port, ""),
            HealthCheck.http("http://localhost:" + port + "/healthz"))) {
      assertThatThrownBy(() -> look(check.reaching(address -> false), LONG))
          .isInstanceOf(IOException.class)
          .hasMessage("localhost is not an address that checks may reach");
    }
    assertThat(requests).isEmpty();
    assertThat(look(HealthCheck.tcp("localhost", port).reaching(address -> true), LONG).status())
        .isEqualTo(HealthStatus.PASSING);
  }

  // HTTP.

  @Test
  void an_http_check_passes_by_2xx_warns_by_429_and_all_else_is_critical() throws Exception {
    assertThat(statusOf(200)).isEqualTo(HealthStatus.PASSING);
    assertThat(statusOf(204)).isEqualTo(HealthStatus.PASSING);
    assertThat(statusOf(429)).isEqualTo(HealthStatus.WARNING);
    assertThat(statusOf(404)).isEqualTo(HealthStatus.CRITICAL);
    assertThat(statusOf(500)).isEqualTo(HealthStatus.CRITICAL);
    assertThat(statusOf(401)).isEqualTo(HealthStatus.CRITICAL);
  }

  private HealthStatus statusOf(int code) throws Exception {
    return look(HealthCheck.http(url(server(code, Map.of()), "/healthz")), LONG).status();
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    int elsewhere = server(200, Map.of());
    int port = server(302, Map.of("Location", url(elsewhere, "/internal")));
    CheckResult result = look(HealthCheck.http(url(port, "/healthz")), LONG);
    assertThat(result.status()).isEqualTo(HealthStatus.CRITICAL);
    assertThat(result.output()).endsWith("/healthz: 302");
    assertThat(requests).containsExactly("GET /healthz");
  }

  @Test
  void headers_are_sent_and_neither_they_nor_credentials_nor_the_query_are_told() throws Exception {
    int port = server(200, Map.of());
    String url = "http://user:secret@127.0.0.1:" + port + "/healthz?token=secret";
    HealthCheck check = HealthCheck.http(url, Map.of("X-Token", "secret"));
    CheckResult result = look(check, LONG);
    assertThat(requests).containsExactly("GET /healthz?token=secret secret");
    assertThat(result.output()).isEqualTo("HTTP GET http://127.0.0.1:" + port + "/healthz: 200");
    assertThat(check.toString()).doesNotContain("secret");
  }

  @Test
  void a_server_that_accepts_and_says_nothing_times_out() throws Exception {
    int port = silentServer().getLocalPort();
    assertThatThrownBy(() -> look(HealthCheck.http(url(port, "/")), SHORT))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void what_is_no_http_is_critical() throws Exception {
    int port = server("SSH-2.0-OpenSSH_9.6\r\n").getLocalPort();
    CheckResult result = look(HealthCheck.http(url(port, "/")), LONG);
    assertThat(result.status()).isEqualTo(HealthStatus.CRITICAL);
    assertThat(result.output()).endsWith("/: not an answer");
  }

  @Test
  void a_run_that_is_aborted_ends_though_its_server_goes_on_saying_nothing() throws Exception {
    ServerSocket server = silentServer();
    ProbeRun run = new ProbeRun(LONG);
    CountDownLatch connected = new CountDownLatch(1);
    Thread acceptor =
        new Thread(
            () -> {
              try (Socket accepted = server.accept()) {
                accepted.getInputStream().read(); // the request has begun
                connected.countDown();
                accepted.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                connected.countDown();
              }
            });
    acceptor.start();
    Thread looking =
        new Thread(
            () -> {
              try {
                HealthCheck check = HealthCheck.grpc("127.0.0.1", server.getLocalPort(), "");
                check.probe().orElseThrow().look(run);
              } catch (Exception e) {
                requests.add("aborted");
              }
            });
    looking.start();
    connected.await();
    run.abort();
    looking.join(20_000);
    assertThat(requests).containsExactly("aborted");
    acceptor.join(20_000);
  }

  private static CheckResult look(HealthCheck check, Duration timeout) throws Exception {
    return check.probe().orElseThrow().look(new ProbeRun(timeout, check.reachable()));
  }

  private static String url(int port, String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** A server that answers everything by one code. */
  private int server(int code, Map<String, String> headers) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String token = exchange.getRequestHeaders().getFirst("X-Token");
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + (token == null ? "" : " " + token));
          headers.forEach((key, value) -> exchange.getResponseHeaders().add(key, value));
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
    toClose.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  /** Its backlog accepts connections; nobody reads from them. */
  private ServerSocket silentServer() throws IOException {
    ServerSocket server = new ServerSocket(0, 10, LOOPBACK);
    toClose.add(server);
    return server;
  }

  /** A server that says one thing to its first caller and closes. */
  private ServerSocket server(String greeting) throws IOException {
    ServerSocket server = silentServer();
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  try (Socket accepted = server.accept()) {
                    accepted.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    accepted.shutdownOutput();
                    accepted.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                  }
                }
              } catch (IOException e) {
                // the test is over
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      return server.getLocalPort();
    }
  }
}
