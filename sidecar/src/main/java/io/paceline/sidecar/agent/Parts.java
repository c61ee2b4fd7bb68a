package io.paceline.sidecar.agent;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be closed in the opposite order, whether all of it came up or not. Safe for
 * use by many threads.
 */
final class Parts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();

  /** Returns the part. */
  <T extends AutoCloseable> T add(T part) {
    started.push(part);
    return part;
  }

  /** Closes each once; one that fails stops none of the others. Idempotent. */
  @Override
  public void close() {
    for (AutoCloseable part = started.poll(); part != null; part = started.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("closing {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
