package io.paceline.gossip.netty;

import io.netty.channel.unix.Errors;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;

/** Tells a peer that cannot be reached from a fault on our side. */
final class SendFailure {
  // Linux's numbers: epoll is nowhere else
  private static final int ENETUNREACH = 101;
  private static final int ECONNREFUSED = 111;
  private static final int EHOSTUNREACH = 113;

  private SendFailure() {}

  /**
   * Whether the operating system says that nobody is there: refused, or no way to the host. A
   * message that is too long or a forbidden operation says nothing about the peer.
   */
  static boolean namesThePeer(Throwable cause) {
    if (cause instanceof Errors.NativeIoException failed) {
      int error = -failed.expectedErr();
      return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH;
    }
    return cause instanceof PortUnreachableException
        || cause instanceof NoRouteToHostException
        || cause instanceof ConnectException;
  }
}
