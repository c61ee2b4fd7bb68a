package io.paceline.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes over real loopback sockets: what no handler ever sees. */
class HttpServerTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String SECRET = "correct-horse-battery-staple";
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int READ_MILLIS_MAX = 20_000;
  private static final String GET = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String GET_AND_CLOSE =
      "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private HttpServer server = start(LONG, LONG);

  private HttpServer start(Duration readDeadline, Duration idle) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      return HttpServer.start(any, this::answer, HttpSecurity.NONE, readDeadline, idle);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private CompletionStage<HttpReply> answer(HttpCall call) {
    String seen = call.method() + " " + call.path() + " " + call.query();
    return CompletableFuture.completedStage(HttpReply.text(200, seen + " " + call.body().size()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void request_is_decoded_and_answered() throws IOException {
    String answer =
        exchange(
            "PUT /a%20b/c?tag=x&tag=y&passing HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Length: 3\r\nConnection: close\r\n\r\nabc");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-type: text/plain; charset=utf-8\r\n")
        .endsWith("PUT /a b/c {tag=[x, y], passing=[]} 3");
  }

  @Test
  void connection_serves_pipelined_requests_in_order() throws IOException {
    String second = GET_AND_CLOSE.replace("/x", "/y");
    String answer = exchange(GET + second);
    assertThat(answer.indexOf("GET /x")).isPositive();
    assertThat(answer.indexOf("GET /y")).isGreaterThan(answer.indexOf("GET /x"));
  }

  @Test
  void request_that_comes_in_pieces_is_put_together() throws IOException {
    String query = "?q=" + "x".repeat(7_000); // several reads of the socket
    assertThat(exchange(GET_AND_CLOSE.replace("/x", "/x" + query)))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("x]} 0");
  }

  @Test
  void foreign_host_name_is_refused() throws IOException {
    assertThat(exchange("GET /x HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(exchange("GET /x HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void request_without_the_token_is_refused_and_by_any_name_with_it() throws IOException {
    server.close();
    server = HttpServer.start(LOOPBACK, this::answer, withToken());
    assertThat(exchange(GET_AND_CLOSE)).startsWith("HTTP/1.1 403 ").endsWith("Permission denied");
    for (String wrong : List.of("", "0123456789abcdef", SECRET + "x", SECRET.substring(1))) {
      assertThat(exchange(with("X-Consul-Token: " + wrong))).startsWith("HTTP/1.1 403 ");
      assertThat(exchange(with("Authorization: Bearer " + wrong))).startsWith("HTTP/1.1 403 ");
    }
    assertThat(exchange(with("X-Consul-Token: " + SECRET))).startsWith("HTTP/1.1 200 ");
    assertThat(exchange(with("Authorization: Bearer " + SECRET))).startsWith("HTTP/1.1 200 ");
    assertThat(exchange(GET_AND_CLOSE.replace("/x", "/x?token=" + SECRET)))
        .startsWith("HTTP/1.1 200 ");
    assertThat(exchange(with("X-Consul-Token: " + SECRET).replace("localhost", "paceline.example")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(exchange(GET_AND_CLOSE.replace("/x", "/healthz"))).startsWith("HTTP/1.1 200 ");
    assertThat(exchange(GET_AND_CLOSE.replace("/x", "/%zz"))).startsWith("HTTP/1.1 40");
  }

  private static HttpSecurity withToken() {
    return new HttpSecurity(Optional.of(HttpToken.of(SECRET)), Optional.empty());
  }

  private static String with(String header) {
    return GET_AND_CLOSE.replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n");
  }

  @Test
  void token_that_could_be_guessed_is_none_and_no_token_is_ever_printed() {
    assertThatThrownBy(() -> HttpToken.of("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a token needs at least 16 characters, has 5");
    assertThat(withToken().toString()).doesNotContain(SECRET);
  }

  @Test
  void garbage_is_400() throws IOException {
    assertThat(exchange("\u0001\u0002 zork\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(exchange(GET_AND_CLOSE.replace("/x", "/%zz"))).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void headers_beyond_16_kib_are_431() throws IOException {
    String big = "X: " + "x".repeat(17 << 10) + "\r\n";
    assertThat(exchange("GET /x HTTP/1.1\r\nHost: localhost\r\n" + big + "\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void request_line_beyond_8_kib_is_414() throws IOException {
    assertThat(exchange(GET.replace("/x", "/" + "x".repeat(9 << 10)))).startsWith("HTTP/1.1 414 ");
  }

  @Test
  void body_of_1_mib_is_taken_and_one_byte_more_is_413() throws IOException {
    assertThat(exchange(put(1 << 20))).startsWith("HTTP/1.1 200 ").endsWith(" 1048576");
    assertThat(exchange(put((1 << 20) + 1))).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void body_without_a_length_is_bounded_too() throws IOException {
    String chunk = Integer.toHexString(1 << 16) + "\r\n" + "x".repeat(1 << 16) + "\r\n";
    String chunked =
        "PUT /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunk.repeat(17);
    assertThat(exchange(chunked)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void slow_request_is_cut_off() throws IOException {
    server.close();
    server = start(SHORT, LONG);
    assertThat(exchange("GET /x HTTP/1.1\r\nHost: loc")).isEmpty();
    assertThat(exchange("")).isEmpty();
  }

  @Test
  void resting_connection_is_closed_after_its_answer() throws IOException {
    server.close();
    server = start(LONG, SHORT);
    assertThat(exchange(GET)).startsWith("HTTP/1.1 200 "); // without "Connection: close"
  }

  @Test
  void address_in_use_is_said_so() {
    assertThatThrownBy(() -> HttpServer.start(server.address(), this::answer, HttpSecurity.NONE))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("HTTP")
        .hasMessageContaining(":" + server.address().getPort());
  }

  @Test
  void closing_lets_an_answer_that_is_due_go_out() throws IOException {
    CompletableFuture<HttpCall> asked = new CompletableFuture<>();
    CompletableFuture<HttpReply> due = new CompletableFuture<>();
    HttpServer draining =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            call -> {
              asked.complete(call);
              return due;
            },
            HttpSecurity.NONE);
    try (Socket client = connect(draining)) {
      client.getOutputStream().write(GET.getBytes(StandardCharsets.UTF_8));
      asked.orTimeout(READ_MILLIS_MAX, TimeUnit.MILLISECONDS).join();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(draining::close);
      due.complete(HttpReply.text(200, "just in time"));
      closed.join();
      assertThat(readAll(client)).endsWith("just in time");
    }
  }

  private static String put(int bytes) {
    return "PUT /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
        + bytes
        + "\r\n\r\n"
        + "x".repeat(bytes);
  }

  /** Sends, then reads until the server closes. */
  private String exchange(String request) throws IOException {
    try (Socket client = connect(server)) {
      try {
        client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // the server may answer and close before it was sent everything
      }
      return readAll(client);
    }
  }

  private static Socket connect(HttpServer server) throws IOException {
    Socket client = new Socket(server.address().getAddress(), server.address().getPort());
    client.setSoTimeout(READ_MILLIS_MAX);
    return client;
  }

  private static String readAll(Socket client) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    InputStream in = client.getInputStream();
    try {
      in.transferTo(answer);
    } catch (java.net.SocketException e) {
      // reset after the answer: what was read counts
    }
    return Bytes.wrap(answer.toByteArray()).utf8();
  }
}
