package io.paceline.service.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a probe, which its check may abort. A thread that waits for a socket does not hear an
 * interrupt, so what the probe opened is closed under it. Safe for use by many threads.
 */
final class ProbeRun {
  private final Duration timeout;

  // guarded by this
  private final List<AutoCloseable> opened = new ArrayList<>();
  private boolean aborted;

  ProbeRun(Duration timeout) {
    this.timeout = timeout;
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
