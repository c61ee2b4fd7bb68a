package io.paceline.gossip;

import io.paceline.gossip.netty.NettyDriver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A user's executor, kept off the engine's thread even if it runs tasks in the thread of its
 * caller: those go to the JVM's common pool. Its {@code execute} is still called on that thread, so
 * it must not block.
 */
record OffLoopExecutor(NettyDriver driver, Executor executor) implements Executor {
  @Override
  public void execute(Runnable task) {
    executor.execute(
        () -> {
          if (driver.isEngineThread()) {
            CompletableFuture.runAsync(task);
          } else {
            task.run();
          }
        });
  }
}
