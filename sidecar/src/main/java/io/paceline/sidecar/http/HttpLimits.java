package io.paceline.sidecar.http;

import java.time.Duration;

/** Everything that a stranger can grow in the HTTP server, and how far. */
final class HttpLimits {
  /** A registration is a few KiB; anything near this is a mistake or an attack. */
  static final int BODY_BYTES_MAX = 1 << 20;

  static final int HEADER_BYTES_MAX = 16 << 10;

  static final int REQUEST_LINE_BYTES_MAX = 8 << 10;

  static final int QUERY_PARAMETERS_MAX = 64;

  /** Each costs a file descriptor and a few KiB. */
  static final int CONNECTIONS_MAX = 8_192;

  /** From the first byte of a request (of a connection, for its first request) to its last. */
  static final Duration READ_DEADLINE = Duration.ofSeconds(10);

  /** How long a connection may rest between two requests. */
  static final Duration IDLE_MAX = Duration.ofSeconds(75);

  /** Answers that go on, at the same time: logs and changes that are followed, pages. */
  static final int STREAMS_MAX = 256;

  /** What waits of each for a client that reads slowly. */
  static final int STREAM_BYTES_MAX = 128 << 10;

  private HttpLimits() {}
}
