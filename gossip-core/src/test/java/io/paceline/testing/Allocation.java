package io.paceline.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Measures what a piece of code allocates on the thread that runs it. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Runs code that must not allocate more than so many bytes.
   *
   * @throws AssertionError if it does, twice: the first use of a class allocates for its loading
   */
  public static <T extends @Nullable Object> T within(long bytesMax, Callable<T> code)
      throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = code.call();
    if (THREADS.getCurrentThreadAllocatedBytes() - before <= bytesMax) {
      return result;
    }
    before = THREADS.getCurrentThreadAllocatedBytes();
    T again = code.call();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > bytesMax) {
      throw new AssertionError("allocated " + allocated + " bytes, at most " + bytesMax);
    }
    return again;
  }
}
