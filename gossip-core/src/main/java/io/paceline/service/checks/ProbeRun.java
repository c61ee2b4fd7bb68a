package io.paceline.service.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One run of a probe, which its check may abort. A thread that waits for a socket does not hear an
 * interrupt, so what the probe opened is closed under it. Safe for use by many threads.
 */
final class ProbeRun {
  private final Duration timeout;
  private final Predicate<? super InetAddress> reachable;

  // guarded by this
  private final List<AutoCloseable> opened = new ArrayList<>();
  private boolean aborted;

  ProbeRun(Duration timeout) {
    this(timeout, address -> true);
  }

  ProbeRun(Duration timeout, Predicate<? super InetAddress> reachable) {
    this.timeout = timeout;
    this.reachable = reachable;
  }

  InetSocketAddress address(String host, int port) throws IOException {
    return new InetSocketAddress(requireReachable(host), port);
  }

  /** Looked up now, since a name may move; all addresses of the host must be allowed. */
  InetAddress requireReachable(String host) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      if (!reachable.test(address)) {
        throw new IOException(host + " is not an address that checks may reach");
      }
    }
    return addresses[0];
  }

  /** For the run as a whole; also a good limit of each of its steps. */
  Duration timeout() {
    return timeout;
  }

  int timeoutMillis() {
    return (int) Math.min(Math.max(1, timeout.toMillis()), Integer.MAX_VALUE);
  }

  /** The probe opened this and closes it itself, unless it takes too long. */
  <T extends AutoCloseable> T opened(T resource) throws Exception {
    boolean late;
    synchronized (this) {
      late = aborted;
      opened.add(resource);
    }
    if (late) {
      resource.close();
    }
    return resource;
  }

  void abort() {
    List<AutoCloseable> toClose;
    synchronized (this) {
      aborted = true;
      toClose = List.copyOf(opened);
    }
    toClose.forEach(ProbeRun::close);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // it is to be gone, and the run has its result already
    }
  }
}
