package io.paceline.service.checks;

import io.paceline.service.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Calls {@code grpc.health.v1.Health/Check} [1] without a gRPC library, over HTTP/2 in the clear
 * with prior knowledge (RFC 9113 section 3.3). Passes on SERVING.
 *
 * <p>One call on one connection needs little of HTTP/2: frames with a length, one stream, no flow
 * control, since request and answer are far below the initial window. Headers of the answer are not
 * decoded: the status of a healthy server comes as data, and an answer without data is a failure
 * whatever its headers say. So a wrong service name and a server without health service look alike.
 *
 * <p>[1] https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 *
 * @param service the name asked for; empty for the server as a whole
 */
record GrpcProbe(String host, int port, String service) implements Probe {
  private static final int SERVING = 1;

  @Override
  public CheckResult look(ProbeRun run) throws Exception {
    try (Socket socket = run.opened(new Socket())) {
      socket.connect(run.address(host, port), run.timeoutMillis());
      socket.setSoTimeout(run.timeoutMillis());
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      out.write(GrpcHealthFrames.request(host + ":" + port, service, run.timeoutMillis()));
      int status = answer(new DataInputStream(socket.getInputStream()), out);
      return status == SERVING
          ? CheckResult.passing(prefix() + "SERVING")
          : CheckResult.critical(prefix() + statusName(status));
    } catch (EOFException e) {
      throw new IOException("the connection was closed without an answer", e);
    }
  }

  private String prefix() {
    String asked = service.isEmpty() ? "" : " " + service;
    return "gRPC " + host + ":" + port + asked + ": ";
  }

  /** The names of HealthCheckResponse.ServingStatus. */
  private static String statusName(int status) {
    return switch (status) {
      case 0 -> "UNKNOWN";
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "status " + status;
    };
  }

  /** Reads frames until the status is there, and acknowledges what must be. */
  static int answer(DataInputStream in, OutputStream out) throws IOException {
    byte[] message = new byte[0];
    while (true) {
      Http2Frame frame = Http2Frame.read(in);
      switch (frame.type()) {
        case Http2Frame.DATA -> {
          message = GrpcHealthFrames.joined(message, frame.data());
          if (GrpcHealthFrames.isComplete(message)) {
            return GrpcHealthFrames.status(message);
          }
        }
        case Http2Frame.SETTINGS, Http2Frame.PING -> acknowledge(frame, out);
        case Http2Frame.RST_STREAM, Http2Frame.GOAWAY ->
            throw new IOException("the server refused the call");
        default -> {}
      }
      if (frame.endsStream()) {
        throw new IOException(
            "no status in the answer: the server does not know this service, or has no health"
                + " service");
      }
    }
  }

  private static void acknowledge(Http2Frame frame, OutputStream out) throws IOException {
    if (!frame.isAck()) {
      Bytes payload = frame.type() == Http2Frame.PING ? frame.payload() : Bytes.EMPTY;
      out.write(new Http2Frame(frame.type(), Http2Frame.ACK, 0, payload).toBytes());
    }
  }
}
