package io.paceline.consul;

/**
 * Carries one request to one server and its answer back. It does not choose the server, does not
 * repeat anything, follows no redirect, and makes no sense of the body. Safe for use by many
 * threads; each call blocks its own.
 */
interface ConsulTransport extends AutoCloseable {
  /**
   * The answer, whatever its status.
   *
   * @throws ConsulException {@code UNREACHABLE}, {@code BAD_ANSWER} or {@code CANCELLED} if there
   *     is no whole answer
   */
  ConsulResponse execute(ConsulAddress server, ConsulRequest request, Cancellation cancellation)
      throws ConsulException;

  /** Ends what is under way and gives all connections back. */
  @Override
  void close();
}
