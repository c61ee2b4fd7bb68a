package io.paceline.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Measures what a piece of code allocates on the thread that runs it. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int ATTEMPTS = 5;

  private Allocation() {}

  /**
   * Runs code that must not allocate more than so many bytes.
   *
   * @throws AssertionError if it does, however often it is run: the first uses of a class allocate
   *     for its loading, and so does a fuzzer that watches
   */
  public static <T extends @Nullable Object> T within(long bytesMax, Callable<T> code)
      throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      T result = code.call();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      if (least <= bytesMax) {
        return result;
      }
    }
    throw new AssertionError("allocated " + least + " bytes, at most " + bytesMax);
  }
}
