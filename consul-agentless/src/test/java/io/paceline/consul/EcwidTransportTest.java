package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.consul.ConsulRequest.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The traps of consul-api 1.4.5, one by one, and what a server may do to its client. */
final class EcwidTransportTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ConsulRequest READ = ConsulRequest.get(LONG, "status", "leader");
  private static final String SECRET = "7d2f6a0e-secret";

  private final Pause over = new Pause();
  private ScriptedServer server;
  private EcwidTransport transport;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(ScriptedServer.always(200, "\"10.0.0.1:8300\""));
    transport =
        new EcwidTransport(
            ConsulConfig.of(server.address().toString())
                .withToken(ConsulToken.of(SECRET))
                .withBodyBytesMax(64 * 1024));
  }

  @AfterEach
  void stop() throws IOException {
    over.close();
    transport.close();
    server.close();
  }

  private ConsulResponse execute(ConsulRequest request) throws ConsulException {
    return transport.execute(server.address(), request, new Cancellation());
  }

  private ConsulException failure(ConsulRequest request) {
    return catchThrowableOfType(ConsulException.class, () -> execute(request));
  }

  @Test
  void token_travels_in_its_header_and_never_in_the_url() throws ConsulException {
    execute(READ);
    execute(ConsulRequest.put(LONG, "{}", "catalog", "register"));

    assertThat(server.received()).hasSize(2);
    assertThat(server.received())
        .allSatisfy(
            request -> {
              assertThat(request.headers()).containsEntry("x-consul-token", SECRET);
              assertThat(request.line()).doesNotContain(SECRET);
            });
  }

  @Test
  void without_a_token_there_is_no_empty_header() throws ConsulException {
    try (EcwidTransport anonymous =
        new EcwidTransport(ConsulConfig.of(server.address().toString()))) {
      anonymous.execute(server.address(), READ, new Cancellation());
    }
    assertThat(server.received().get(0).headers()).doesNotContainKey("x-consul-token");
  }

  @Test
  void token_is_in_no_text_of_ours() {
    server.script(ScriptedServer.always(200, "x".repeat(100_000)));
    ConsulException tooLarge = failure(READ);
    assertThat(tooLarge.toString()).doesNotContain(SECRET);
    assertThat(ConsulConfig.of("h").withToken(ConsulToken.of(SECRET)).toString())
        .doesNotContain(SECRET);
    assertThatThrownBy(() -> ConsulToken.of(SECRET + "\r\nX-Evil: 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void redirect_is_not_followed_so_the_token_goes_nowhere_else() throws Exception {
    try (ScriptedServer thief = new ScriptedServer(ScriptedServer.always(200, "[]"))) {
      server.script(
          ScriptedServer.always(307, "", "Location: " + thief.address() + "/v1/status/leader"));
      assertThat(execute(READ).status()).isEqualTo(307);
      assertThat(thief.received()).isEmpty();
    }
  }

  @Test
  void path_segments_are_escaped() throws ConsulException {
    execute(ConsulRequest.get(LONG, "health", "service", "we b/ä?x=1&token=y#z%"));
    assertThat(server.received().get(0).path())
        .isEqualTo("/v1/health/service/we%20b%2F%C3%A4%3Fx%3D1%26token%3Dy%23z%25");
    assertThatThrownBy(() -> ConsulRequest.get(LONG, "kv", ".."))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void query_parameters_are_escaped_and_flags_have_no_value() throws ConsulException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("filter", "\"v 2\" in Service.Tags");
    query.put("stale", "");
    execute(new ConsulRequest(Method.GET, List.of("catalog", "nodes"), query, "", LONG));
    assertThat(server.received().get(0).path())
        .isEqualTo("/v1/catalog/nodes?filter=%22v%202%22%20in%20Service.Tags&stale");
  }

  @Test
  void body_of_a_put_arrives_as_json() throws ConsulException {
    execute(ConsulRequest.put(LONG, "{\"Node\":\"ä\"}", "catalog", "register"));
    assertThat(server.received().get(0).body()).isEqualTo("{\"Node\":\"ä\"}");
    assertThat(server.received().get(0).headers())
        .containsEntry("content-type", "application/json");
  }

  @Test
  void get_is_not_repeated_when_the_connection_breaks() {
    server.script((request, out) -> false);
    assertThat(failure(READ).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(server.received()).hasSize(1);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void hanging_server_is_given_up_at_the_deadline() {
    server.script((request, out) -> true);
    ConsulException e = failure(ConsulRequest.get(Duration.ofMillis(150), "status", "leader"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("no answer within PT0.15S");
  }

  @Test
  void dripping_server_is_given_up_at_the_deadline() {
    server.script(
        (request, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n".getBytes(ascii()));
          while (true) { // each byte starts a socket's own time-out anew
            out.write('x');
            out.flush();
            over.forNanos(TimeUnit.MILLISECONDS.toNanos(20));
          }
        });
    ConsulException e = failure(ConsulRequest.get(Duration.ofMillis(300), "status", "leader"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("no answer within");
  }

  @Test
  void body_of_a_gibibyte_is_refused_before_it_is_read() {
    server.script(
        (request, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n[".getBytes(ascii()));
          out.flush();
          return true;
        });
    assertThat(failure(READ).kind()).isEqualTo(Kind.BAD_ANSWER);
    await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
  }

  @Test
  void endless_body_without_a_length_is_cut_off() {
    server.script(
        (request, out) -> {
          out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ascii()));
          byte[] chunk = ("1000\r\n" + " ".repeat(0x1000) + "\r\n").getBytes(ascii());
          while (true) {
            out.write(chunk);
          }
        });
    assertThat(failure(READ).kind()).isEqualTo(Kind.BAD_ANSWER);
    await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
  }

  @Test
  void small_answer_that_unfolds_to_a_large_one_is_refused() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(new byte[10_000_000]);
    }
    assertThat(zipped.size()).isLessThan(64 * 1024);
    server.script(
        (request, out) -> {
          String head =
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size();
          out.write((head + "\r\n\r\n").getBytes(ascii()));
          zipped.writeTo(out);
          out.flush();
          return true;
        });
    assertThat(failure(READ).kind()).isEqualTo(Kind.BAD_ANSWER);
  }

  @Test
  void truncated_answer_is_an_error_not_half_a_list() {
    server.script(
        (request, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{},".getBytes(ascii()));
          out.flush();
          return false;
        });
    assertThat(failure(READ).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void garbage_instead_of_http_is_an_error() {
    server.script(
        (request, out) -> {
          out.write("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes(ascii()));
          out.flush();
          return false;
        });
    assertThat(failure(READ).kind()).isIn(Kind.UNREACHABLE, Kind.BAD_ANSWER);
  }

  @Test
  void answer_without_a_body_is_an_empty_one() throws ConsulException {
    server.script(
        (request, out) -> {
          out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ascii()));
          out.flush();
          return true;
        });
    assertThat(execute(READ)).isEqualTo(new ConsulResponse(204, "", ConsulResponse.Headers.NONE));
  }

  @Test
  void headers_beyond_those_of_ecwid_are_kept_and_nonsense_is_absent() throws ConsulException {
    server.script(
        ScriptedServer.always(
            200,
            "[]",
            "X-Consul-Index: 42",
            "X-Consul-KnownLeader: false",
            "X-Consul-LastContact: 17",
            "X-Consul-Results-Filtered-By-ACLs: true",
            "Retry-After: 3"));
    ConsulResponse.Headers headers = execute(READ).headers();
    assertThat(headers.index()).hasValue(42);
    assertThat(headers.knownLeader()).contains(false);
    assertThat(headers.lastContactMillis()).hasValue(17);
    assertThat(headers.filteredByAcls()).isTrue();
    assertThat(headers.retryAfterSeconds()).hasValue(3);

    for (String index : List.of("abc", "-5", "", "99999999999999999999999")) {
      server.script(ScriptedServer.always(200, "[]", "X-Consul-Index: " + index));
      assertThat(execute(READ).headers()).isEqualTo(ConsulResponse.Headers.NONE);
    }
  }

  @Test
  void blocked_call_ends_when_it_is_cancelled_and_its_connection_with_it() throws Exception {
    server.script((request, out) -> true);
    Cancellation cancellation = new Cancellation();
    CompletableFuture<ConsulException> ended =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(
                    ConsulException.class,
                    () -> transport.execute(server.address(), READ, cancellation)));
    await().until(() -> server.received().size() == 1);
    cancellation.cancel();
    assertThat(ended.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
    await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    assertThat(failureWith(cancellation).kind()).isEqualTo(Kind.CANCELLED);
  }

  private ConsulException failureWith(Cancellation cancellation) {
    return catchThrowableOfType(
        ConsulException.class, () -> transport.execute(server.address(), READ, cancellation));
  }

  @Test
  void connection_is_used_again() throws ConsulException {
    for (int i = 0; i < 5; i++) {
      execute(READ);
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  private static Charset ascii() {
    return StandardCharsets.US_ASCII;
  }
}
