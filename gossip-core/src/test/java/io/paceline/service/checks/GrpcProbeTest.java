package io.paceline.service.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.paceline.service.Bytes;
import io.paceline.service.HealthStatus;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gRPC probe against grpc-java's own server, and against servers that are none. */
class GrpcProbeTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HealthStatusManager health = new HealthStatusManager();
  private @Nullable Server server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  @Test
  void a_serving_server_passes() throws Exception {
    CheckResult result = look(start(true), "");
    assertThat(result.status()).isEqualTo(HealthStatus.PASSING);
    assertThat(result.output()).endsWith(": SERVING");
  }

  @Test
  void each_service_has_its_own_status() throws Exception {
    int port = start(true);
    health.setStatus("shop.Orders", ServingStatus.NOT_SERVING);
    health.setStatus("x".repeat(250), ServingStatus.SERVING);
    CheckResult down = look(port, "shop.Orders");
    assertThat(down.status()).isEqualTo(HealthStatus.CRITICAL);
    assertThat(down.output()).isEqualTo("gRPC 127.0.0.1:" + port + " shop.Orders: NOT_SERVING");
    assertThat(look(port, "x".repeat(250)).status()).isEqualTo(HealthStatus.PASSING);
    health.setStatus("shop.Orders", ServingStatus.SERVING);
    assertThat(look(port, "shop.Orders").status()).isEqualTo(HealthStatus.PASSING);
  }

  @Test
  void a_service_that_the_server_does_not_know_is_critical() throws Exception {
    int port = start(true);
    assertThatThrownBy(() -> look(port, "no.such.Service"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not know this service");
  }

  @Test
  void a_server_without_a_health_service_is_critical() throws Exception {
    int port = start(false);
    assertThatThrownBy(() -> look(port, ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no health service");
  }

  @Test
  void a_server_that_speaks_http_1_is_critical() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(other, "HTTP/1.1 400 Bad Request\r\n\r\n"));
      answering.start();
      assertThatThrownBy(() -> look(other.getLocalPort(), ""))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not HTTP/2");
      answering.join();
    }
  }

  @Test
  void a_server_that_closes_at_once_is_critical() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(other, ""));
      answering.start();
      assertThatThrownBy(() -> look(other.getLocalPort(), "")).isInstanceOf(IOException.class);
      answering.join();
    }
  }

  private static void answer(ServerSocket server, String text) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(Bytes.utf8(text).toByteArray());
      socket.shutdownOutput();
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the other side may be gone first
    }
  }

  @Test
  void random_bytes_are_never_more_than_an_io_exception() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 3 && random.nextBoolean()) {
        bytes[0] = 0;
        bytes[1] = 0; // a length that is plausible
        bytes[2] = (byte) random.nextInt(40);
        bytes[3] = (byte) random.nextInt(8);
      }
      try {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int status = GrpcProbe.answer(in, java.io.OutputStream.nullOutputStream());
        assertThat(status).as("seed %s", seed).isBetween(-128, 127);
      } catch (IOException expected) {
        assertThat(expected).as("seed %s", seed).isNotNull();
      }
    }
  }

  @Test
  void padding_of_a_data_frame_is_no_data() throws Exception {
    byte[] payload = {2, 'a', 'b', 0, 0};
    assertThat(new Http2Frame(Http2Frame.DATA, Http2Frame.PADDED, 1, Bytes.wrap(payload)).data())
        .containsExactly('a', 'b');
    byte[] wrong = {9, 'a'};
    assertThatThrownBy(
            () -> new Http2Frame(Http2Frame.DATA, Http2Frame.PADDED, 1, Bytes.wrap(wrong)).data())
        .isInstanceOf(IOException.class);
  }

  private int start(boolean withHealth) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    if (withHealth) {
      builder.addService(health.getHealthService());
    }
    Server started = builder.build().start();
    server = started;
    return started.getPort();
  }

  private static CheckResult look(int port, String service) throws Exception {
    return HealthCheck.grpc("127.0.0.1", port, service)
        .probe()
        .orElseThrow()
        .look(new ProbeRun(LONG));
  }
}
