package io.paceline.gossip;

import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.netty.NettyDriver;
import io.paceline.gossip.serf.ReceivedQuery;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queries of one node, in both directions. Safe for use by many threads. */
final class NodeQueries {
  private static final Logger LOG = LoggerFactory.getLogger(NodeQueries.class);

  /** Queries that one handler has not returned from; further ones are dropped. */
  static final int HANDLED_AT_ONCE_MAX = 256;

  private final NettyDriver driver;
  private final NodeEvents events;
  private final AtomicLong tokens = new AtomicLong();

  NodeQueries(NettyDriver driver, NodeEvents events) {
    this.driver = driver;
    this.events = events;
  }

  CompletableFuture<Finished> ask(QueryRequest request) {
    return ask(request, null);
  }

  CompletableFuture<Finished> ask(
      QueryRequest request, Consumer<? super QueryProgress> listener, Executor executor) {
    InOrder order = new InOrder(new OffLoopExecutor(driver, executor));
    return ask(request, progress -> order.run(() -> listener.accept(progress)));
  }

  private CompletableFuture<Finished> ask(
      QueryRequest request, @Nullable Consumer<QueryProgress> listener) {
    long token = tokens.incrementAndGet();
    CompletableFuture<Finished> result = new CompletableFuture<>();
    return driver
        .command(
            new Command.Ask(token, request),
            () -> {
              events.queries().addQuery(token, result, listener);
              return result;
            })
        .thenCompose(asked -> asked);
  }

  CompletableFuture<KeyringReport> operateKeys(KeyOperation operation, Bytes key) {
    long token = tokens.incrementAndGet();
    CompletableFuture<KeyringReport> result = new CompletableFuture<>();
    return driver
        .command(
            new Command.OperateKeys(token, operation, key),
            () -> {
              events.queries().addKeyOperation(token, result);
              return result;
            })
        .thenCompose(begun -> begun);
  }

  Subscription answer(String name, QueryHandler handler, Executor executor) {
    Answering answering = new Answering(name, handler, new OffLoopExecutor(driver, executor));
    if (!events.queries().addHandler(name, answering)) {
      throw new IllegalArgumentException("queries called \"" + name + "\" are answered already");
    }
    return () -> events.queries().removeHandler(name, answering);
  }

  /** The way of the queries of one name to their handler; the engine's thread puts them in. */
  private final class Answering implements Consumer<ReceivedQuery> {
    private final String name;
    private final QueryHandler handler;
    private final Executor executor;
    private final Semaphore room = new Semaphore(HANDLED_AT_ONCE_MAX);

    Answering(String name, QueryHandler handler, Executor executor) {
      this.name = name;
      this.handler = handler;
      this.executor = executor;
    }

    @Override
    public void accept(ReceivedQuery received) {
      if (!room.tryAcquire()) {
        LOG.debug("the handler of queries called {} is too slow: one is dropped", name);
        return;
      }
      try {
        executor.execute(() -> handle(new Query(received, NodeQueries.this::respond)));
      } catch (RejectedExecutionException e) {
        room.release();
        LOG.warn("the executor of the handler of queries called {} refuses", name, e);
      }
    }

    private void handle(Query query) {
      try {
        handler.onQuery(query);
      } catch (RuntimeException | AssertionError e) {
        LOG.error("the handler of queries called {} threw", name, e);
      } finally {
        room.release();
      }
    }
  }

  private CompletableFuture<Void> respond(long number, Bytes payload) {
    return driver.command(new Command.Respond(number, payload), () -> null);
  }
}
