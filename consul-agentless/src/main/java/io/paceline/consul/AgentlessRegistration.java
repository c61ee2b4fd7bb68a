package io.paceline.consul;

import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers this process's services straight with Consul's servers, on a node of their own whose
 * liveness a session keeps. What is registered here is wanted until it is deregistered: it is
 * written again whenever the catalog has lost it, and servers that are away delay this but lose
 * nothing.
 *
 * <p>Safe for use by many threads. Nothing blocks but {@link #leave} and {@link #onInterrupt}; one
 * thread of its own does the work.
 */
public final class AgentlessRegistration implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentlessRegistration.class);

  /** All of {@link #leave}. */
  private static final Duration LEAVE_MAX = Duration.ofSeconds(5);

  private final ConsulServers servers;
  private final RegistrationConfig config;
  private final RegistrationLoop loop;
  private final Thread thread;

  // guarded by this
  private final Map<String, ServiceInstance> wanted = new LinkedHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private boolean changed;
  private boolean closed;
  private State state = new State(false, Optional.empty(), 0);

  /**
   * How the registration stands.
   *
   * @param registered whether all that is wanted is in the catalog, as far as this side knows
   * @param problem why it is not, if a server or the network is the reason
   * @param incarnation how often this node has been claimed or claimed back
   */
  public record State(boolean registered, Optional<String> problem, long incarnation) {}

  /** Somebody who waits for an instance to be there, or to be gone if it is empty. */
  private record Waiter(
      String id, Optional<ServiceInstance> instance, CompletableFuture<Boolean> done) {}

  private AgentlessRegistration(ConsulServers servers, RegistrationConfig config) {
    this.servers = servers;
    this.config = config;
    this.loop = new RegistrationLoop(servers, config, servers.nanoTime());
    this.thread = Threads.daemon("paceline-consul-registration", this::run);
  }

  /** Begins; the node is registered even while it has no service. The servers stay the caller's. */
  public static AgentlessRegistration start(ConsulServers servers, RegistrationConfig config) {
    AgentlessRegistration registration = new AgentlessRegistration(servers, config);
    registration.thread.start();
    return registration;
  }

  /** The name of the node that the services are on. */
  public String node() {
    return config.node();
  }

  /**
   * Wants this instance in the catalog, in place of one of the same id. Its node is this one,
   * whatever it says.
   *
   * @return completed when the catalog has it; exceptionally with a {@link ConsulException} if the
   *     servers refuse it as it is, or when this is closed
   * @throws IllegalArgumentException if Consul's rules forbid it
   */
  public CompletableFuture<Void> register(ServiceInstance instance) {
    ServiceInstance ours = instance.toBuilder().node(node()).build();
    ServiceMeta.write(ours); // says what is wrong with it, here and not later
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    synchronized (this) {
      wanted.put(ours.id(), ours);
      await(new Waiter(ours.id(), Optional.of(ours), done));
    }
    return done.thenApply(was -> null);
  }

  /** Wants the instance of this id gone; completed with whether it was wanted before. */
  public CompletableFuture<Boolean> deregister(String id) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    synchronized (this) {
      boolean was = wanted.remove(id) != null;
      await(new Waiter(id, Optional.empty(), done));
      return done.thenApply(gone -> was);
    }
  }

  private synchronized void await(Waiter waiter) {
    if (closed) {
      waiter.done().completeExceptionally(new IllegalStateException("closed"));
      return;
    }
    waiters.add(waiter);
    changed = true;
    notifyAll();
  }

  /** What is wanted at the moment. */
  public synchronized List<ServiceInstance> registrations() {
    return List.copyOf(wanted.values());
  }

  /** How far the registration is at the moment. */
  public synchronized State state() {
    return state;
  }

  private void run() {
    try {
      while (takeWanted()) {
        long now = servers.nanoTime();
        long next = loop.tick(now);
        report();
        pauseUntil(next);
      }
    } catch (RuntimeException | Error e) {
      log.error("the registration of node {} ended: a bug", node(), e);
      throw e;
    }
  }

  private synchronized boolean takeWanted() {
    changed = false;
    loop.want(wanted);
    return !closed;
  }

  private void report() {
    List<Runnable> news = new ArrayList<>();
    synchronized (this) {
      boolean all = loop.hasNode() && wanted.values().stream().allMatch(loop::has);
      state = new State(all, Optional.ofNullable(loop.problem()), loop.incarnation());
      waiters.removeIf(waiter -> settles(waiter, news));
    }
    news.forEach(Runnable::run); // callers' code, so not under our lock
  }

  private boolean settles(Waiter waiter, List<Runnable> news) {
    boolean overtaken = !waiter.instance().equals(Optional.ofNullable(wanted.get(waiter.id())));
    if (overtaken || isDone(waiter)) {
      return news.add(() -> waiter.done().complete(true));
    }
    return waiter
        .instance()
        .map(loop::refusal)
        .map(no -> news.add(() -> waiter.done().completeExceptionally(no.reason())))
        .orElse(false);
  }

  private boolean isDone(Waiter waiter) {
    return waiter.instance().map(loop::has).orElseGet(() -> loop.hasNothingOf(waiter.id()));
  }

  private synchronized void pauseUntil(long next) {
    try {
      while (!changed && !closed) {
        long nanos = next - servers.nanoTime();
        if (nanos <= 0) {
          return;
        }
        TimeUnit.NANOSECONDS.timedWait(this, nanos + 1_000_000); // not a hair too early
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /**
   * Leaves as an interrupt asks for: not at all with {@code skipLeaveOnInterrupt}, else as {@link
   * #leave} without draining. A JVM's shutdown hook is the place to call it from.
   */
  public void onInterrupt() {
    if (config.skipLeaveOnInterrupt()) {
      close();
    } else {
      leave(Duration.ZERO);
    }
  }

  /**
   * Takes the node and all its services out of the catalog, with one raft entry, and closes. Blocks
   * for at most 5 s; a catalog that could not be reached by then is left to the detectors.
   *
   * @param drain how long the services are shown as critical before, so that what is under way can
   *     end; at most 4 s, and one more raft entry unless zero
   * @return whether the node is out of the catalog
   */
  public boolean leave(Duration drain) {
    if (drain.isNegative() || drain.compareTo(LEAVE_MAX.minusSeconds(1)) > 0) {
      throw new IllegalArgumentException("drain (" + drain + ") must be 0 to 4 s");
    }
    if (!stop()) {
      return false;
    }
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Threads.daemon("paceline-consul-leave", () -> left.complete(tryLeave(drain))).start();
    return left.completeOnTimeout(false, LEAVE_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** The loop's thread must have ended: it would write the node again. */
  private boolean tryLeave(Duration drain) {
    try {
      thread.join();
      if (!drain.isZero()) {
        loop.writeCritical();
        new Pause().forNanos(drain.toNanos());
      }
      loop.leave();
      return true;
    } catch (ConsulException e) {
      log.warn("node {} stays in the catalog until its session ends: {}", node(), e.getMessage());
      return false;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Stops and writes nothing: what is in the catalog stays until the detectors find out. */
  @Override
  public void close() {
    stop();
  }

  private boolean stop() {
    List<Waiter> disappointed;
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      disappointed = List.copyOf(waiters);
      waiters.clear();
      notifyAll();
    }
    disappointed.forEach(
        waiter -> waiter.done().completeExceptionally(new IllegalStateException("closed")));
    return true;
  }
}
