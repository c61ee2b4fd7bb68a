package io.paceline.sidecar.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that go on, over real loopback sockets. */
class HttpStreamTest {
  private static final int WAIT_MILLIS_MAX = 20_000;
  private static final String GET = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final HttpStream stream = new HttpStream(self -> closed.complete(null));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            call -> CompletableFuture.completedStage(HttpReply.following("text/plain", stream)),
            HttpSecurity.NONE);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void parts_go_out_one_by_one_and_the_end_is_told_from_a_lost_connection() throws IOException {
    assertThat(stream.offer(Bytes.utf8("before\n"))).isTrue();
    try (Socket client = connect()) {
      BufferedReader in = reader(client);
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
      readUntil(in, "before");
      assertThat(stream.offer(Bytes.utf8("after\n"))).isTrue();
      readUntil(in, "after");
      stream.offer(Bytes.utf8("last\n"));
      stream.end();
      readUntil(in, "last");
      readUntil(in, "0"); // the last chunk
      assertThat(in.readLine()).isEmpty();
      assertThat(in.readLine()).isNull();
      assertThat(stream.offer(Bytes.utf8("too late"))).isFalse();
    }
    await(closed);
  }

  @Test
  void reader_that_is_slow_makes_nothing_grow_and_misses_nothing_that_was_taken()
      throws IOException {
    try (Socket client = connect()) {
      BufferedReader in = reader(client);
      readUntil(in, ""); // the head is here, so the connection takes parts
      String filler = "x".repeat(8 << 10);
      int taken = 0;
      int refused = 0;
      while (refused < 100) { // the sockets' own buffers fill first
        if (stream.offer(Bytes.utf8(taken + filler + "\n"))) {
          taken++;
        } else {
          refused++;
          Thread.onSpinWait();
        }
        assertThat(taken).isLessThan(10_000);
      }
      stream.end();
      for (int i = 0; i < taken; i++) {
        readUntil(in, i + filler);
      }
    }
  }

  @Test
  void client_that_goes_away_is_noticed_though_nothing_is_sent() throws IOException {
    try (Socket client = connect()) {
      readUntil(reader(client), "");
    }
    await(closed);
    assertThat(stream.offer(Bytes.utf8("nobody reads"))).isFalse();
  }

  @Test
  void server_that_closes_ends_it_properly() throws IOException {
    try (Socket client = connect()) {
      BufferedReader in = reader(client);
      readUntil(in, "");
      server.close();
      assertThat(in.readLine()).isEqualTo("0");
    }
    await(closed);
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(server.address().getAddress(), server.address().getPort());
    client.setSoTimeout(WAIT_MILLIS_MAX);
    client.getOutputStream().write(GET.getBytes(UTF_8));
    return client;
  }

  private static BufferedReader reader(Socket client) throws IOException {
    return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
  }

  private static void readUntil(BufferedReader in, String wanted) throws IOException {
    String line = in.readLine();
    while (line != null && !line.equals(wanted)) {
      line = in.readLine();
    }
    assertThat(line).isNotNull();
  }

  private static void await(CompletableFuture<Void> future) {
    future.orTimeout(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS).join();
  }
}
