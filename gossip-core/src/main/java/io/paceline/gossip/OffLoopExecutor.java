package io.paceline.gossip;

import io.paceline.gossip.netty.NettyDriver;
import java.util.concurrent.Executor;

/**
 * A user's executor, kept off the engine's thread even if it runs tasks in the thread of its
 * caller: those get a thread of their own. Not the common pool: it may have one thread only, which
 * a listener that blocks would hold for everybody. Its {@code execute} is still called on that
 * thread, so it must not block.
 */
record OffLoopExecutor(NettyDriver driver, Executor executor) implements Executor {
  @Override
  public void execute(Runnable task) {
    executor.execute(
        () -> {
          if (driver.isEngineThread()) {
            Thread listener = new Thread(task, "gossip-listener");
            listener.setDaemon(true);
            listener.start();
          } else {
            task.run();
          }
        });
  }
}
