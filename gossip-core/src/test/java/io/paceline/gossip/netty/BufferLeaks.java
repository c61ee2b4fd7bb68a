package io.paceline.gossip.netty;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches every buffer of Netty until it is released; while this is open, that is slow. */
final class BufferLeaks implements AutoCloseable {
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final ResourceLeakDetector<?> detector = detector();
  private final List<String> leaks = new CopyOnWriteArrayList<>();

  BufferLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    detector.setLeakListener((type, records) -> leaks.add(type + " " + records));
  }

  private static ResourceLeakDetector<?> detector() {
    try {
      Field field =
          Class.forName("io.netty.buffer.AbstractByteBuf").getDeclaredField("leakDetector");
      field.setAccessible(true);
      return (ResourceLeakDetector<?>) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Netty keeps its leak detector elsewhere", e);
    }
  }

  /** Buffers that were collected without having been released. */
  List<String> found() {
    for (int i = 0; i < 2; i++) { // what was collected is handed out in no particular order
      collectGarbage();
      touch();
    }
    return leaks;
  }

  /** Until an object that nobody knows was collected, and that was said. */
  private static void collectGarbage() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return collected.poll() == canary;
            });
  }

  /** The detector looks at what was collected when the next buffer is made. */
  private static void touch() {
    ByteBuf next = PooledByteBufAllocator.DEFAULT.directBuffer(1);
    next.release();
  }

  @Override
  public void close() {
    detector.setLeakListener(null);
    ResourceLeakDetector.setLevel(before);
  }
}
