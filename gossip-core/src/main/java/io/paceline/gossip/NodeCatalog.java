package io.paceline.gossip;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.netty.NettyDriver;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The catalog as one node shows it. */
final class NodeCatalog implements GossipCatalog {
  private final String nodeName;
  private final NettyDriver driver;
  private final NodeEvents events;
  private final NodeMemory memory;
  private final Map<String, ServiceInstance> own = new LinkedHashMap<>(); // guarded by itself

  NodeCatalog(String nodeName, NettyDriver driver, NodeEvents events, NodeMemory memory) {
    this.nodeName = nodeName;
    this.driver = driver;
    this.events = events;
    this.memory = memory;
  }

  @Override
  public CatalogSnapshot snapshot() {
    return events.state().catalog();
  }

  @Override
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    return events.watches().watch(service, listener, new OffLoopExecutor(driver, executor));
  }

  @Override
  public Subscription watchAll(Consumer<? super CatalogSnapshot> listener, Executor executor) {
    return events.watches().watchAll(listener, new OffLoopExecutor(driver, executor));
  }

  @Override
  public CompletableFuture<Void> register(ServiceInstance instance) {
    ServiceInstance ours = instance.toBuilder().node(nodeName).build();
    return driver
        .command(
            new Command.Register(ours),
            () -> {
              synchronized (own) {
                own.put(ours.id(), ours);
              }
              return memory.keepRegistrations(this::registrations);
            })
        .thenCompose(kept -> kept);
  }

  @Override
  public CompletableFuture<Boolean> deregister(String id) {
    return driver
        .command(
            new Command.Deregister(id),
            () -> {
              boolean existed;
              synchronized (own) {
                existed = own.remove(id) != null;
              }
              return memory.keepRegistrations(this::registrations).thenApply(kept -> existed);
            })
        .thenCompose(kept -> kept);
  }

  @Override
  public List<ServiceInstance> registrations() {
    synchronized (own) {
      return List.copyOf(own.values());
    }
  }
}
