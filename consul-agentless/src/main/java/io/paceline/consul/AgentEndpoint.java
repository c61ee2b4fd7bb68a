package io.paceline.consul;

import com.google.gson.JsonObject;
import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers services at a server's agent endpoint, with a TTL check that is kept passing by a
 * heartbeat: for tokens that may write services but no nodes, and for tools that expect what an
 * agent would register. Prefer {@link AgentlessRegistration}.
 *
 * <p>The drawback: the services are on that server's own node and in that server's own state. When
 * the server dies, they are critical with its node until the next heartbeat registers them with
 * another server, and what it had stays there, critical, until it has been back for {@code
 * deregisterAfter}. An instance without an address of its own would get the server's: it is
 * refused.
 *
 * <p>Safe for use by many threads; nothing blocks but {@link #leave}. One thread of its own.
 */
public final class AgentEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentEndpoint.class);

  /** Agents look for what to deregister every 30 s and take no less than this. */
  private static final Duration DEREGISTER_MIN = Duration.ofMinutes(1);

  private final ConsulServers servers;
  private final Duration ttl;
  private final Duration deregisterAfter;
  private final Backoff backoff;
  private final Pause pause = new Pause();

  // guarded by this
  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private @Nullable ConsulAddress server;

  /** A service, and whether the present server has it. */
  private static final class Wanted {
    final ServiceInstance instance;
    final CompletableFuture<Void> done = new CompletableFuture<>();
    boolean registered;

    Wanted(ServiceInstance instance) {
      this.instance = instance;
    }
  }

  private AgentEndpoint(ConsulServers servers, Duration ttl, Duration deregisterAfter) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || deregisterAfter.compareTo(DEREGISTER_MIN) < 0) {
      throw new IllegalArgumentException(
          "ttl (" + ttl + ") must be >= 1 s, deregisterAfter (" + deregisterAfter + ") >= 1 min");
    }
    this.servers = servers;
    this.ttl = ttl;
    this.deregisterAfter = deregisterAfter;
    this.backoff = new Backoff(Duration.ofMillis(250), ttl.dividedBy(3), servers.random());
  }

  /**
   * Begins. The servers stay the caller's to close, after this.
   *
   * @param ttl how long this process may be silent before its services are critical
   * @param deregisterAfter how long they stay critical before the server forgets them
   */
  public static AgentEndpoint start(ConsulServers servers, Duration ttl, Duration deregisterAfter) {
    AgentEndpoint endpoint = new AgentEndpoint(servers, ttl, deregisterAfter);
    Threads.daemon("paceline-consul-heartbeat", endpoint::run).start();
    return endpoint;
  }

  /**
   * Wants this instance registered, in place of one of the same id.
   *
   * @return completed when a server has it; cancelled when it is overtaken or this is closed
   * @throws IllegalArgumentException if Consul's rules forbid it, or it has no address
   */
  public synchronized CompletableFuture<Void> register(ServiceInstance instance) {
    if (instance.address().isEmpty()) {
      throw new IllegalArgumentException(
          "service " + instance.id() + " needs an address: it would get the server's");
    }
    ServiceMeta.write(instance); // says what is wrong with it, here and not later
    Wanted added = new Wanted(instance);
    Wanted before = wanted.put(instance.id(), added);
    if (before != null) {
      before.done.cancel(false);
    }
    notifyAll();
    return added.done;
  }

  /** Wants it gone; returns whether it was wanted. Blocks for one request. */
  public boolean deregister(String id) throws ConsulException {
    Wanted removed;
    ConsulAddress at;
    synchronized (this) {
      removed = wanted.remove(id);
      at = server;
    }
    if (removed != null && removed.registered && at != null) {
      send(at, "", "service", "deregister", id);
    }
    return removed != null;
  }

  private void run() {
    try {
      long wait = 0;
      while (pauseFor(wait)) {
        wait = beat();
      }
    } catch (RuntimeException | Error e) {
      log.error("the heartbeat ended: a bug", e);
      throw e;
    }
  }

  /** Until it is time, or something new is wanted. */
  private synchronized boolean pauseFor(long nanos) {
    long until = servers.nanoTime() + nanos;
    try {
      while (!pause.isClosed() && !hasNew() && until - servers.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, until - servers.nanoTime() + 1_000_000);
      }
    } catch (InterruptedException e) {
      pause.close();
    }
    return !pause.isClosed();
  }

  private boolean hasNew() {
    return backoff.failures() == 0 && wanted.values().stream().anyMatch(w -> !w.registered);
  }

  /** Everything is registered or confirmed at one server; returns when to do it again. */
  private long beat() {
    ConsulAddress at = current();
    try {
      for (Wanted each : snapshot()) {
        beatOrRefuse(at, each);
      }
      backoff.reset();
      return ttl.toNanos() / 3;
    } catch (ConsulException e) {
      log.debug("the heartbeat at {}: {}", at, e.getMessage());
      if (e.kind().mayWorkElsewhere()) {
        moveFrom(at);
      }
      return backoff.nextNanos();
    }
  }

  /** What a server refuses as it is does not keep the others from their heartbeat. */
  private void beatOrRefuse(ConsulAddress at, Wanted each) throws ConsulException {
    try {
      beat(at, each);
    } catch (ConsulException e) {
      if (e.kind() != Kind.REJECTED && e.kind() != Kind.DENIED) {
        throw e;
      }
      each.done.completeExceptionally(e);
      log.warn("service {} is refused by {}: {}", each.instance.id(), at, e.getMessage());
      forget(each);
    }
  }

  private synchronized void forget(Wanted refused) {
    wanted.remove(refused.instance.id(), refused);
  }

  private void beat(ConsulAddress at, Wanted each) throws ConsulException {
    if (each.registered && passes(at, each.instance)) {
      return;
    }
    send(at, body(each.instance).toString(), "service", "register");
    each.registered = true;
    boolean passing = passes(at, each.instance);
    if (passing) {
      each.done.complete(null);
    }
  }

  /** Tells the server; false if it has forgotten the check, as after a restart without its disk. */
  private boolean passes(ConsulAddress at, ServiceInstance instance) throws ConsulException {
    try {
      String word =
          switch (instance.health()) {
            case PASSING -> "pass";
            case WARNING -> "warn";
            case CRITICAL -> "fail";
          };
      send(at, "", "check", word, checkId(instance));
      return true;
    } catch (ConsulException e) {
      // 404 since 1.11, 500 before
      if (e.kind() == Kind.NOT_FOUND || String.valueOf(e.getMessage()).contains("nknown check")) {
        return false;
      }
      throw e;
    }
  }

  private static String checkId(ServiceInstance instance) {
    return "service:" + instance.id();
  }

  private void send(ConsulAddress at, String body, String... path) throws ConsulException {
    String[] segments = new String[path.length + 1];
    segments[0] = "agent";
    System.arraycopy(path, 0, segments, 1, path.length);
    ConsulRequest request = ConsulRequest.put(servers.requestDeadline(), body, segments);
    ConsulResponse unused = servers.at(at, request, new Cancellation());
  }

  private JsonObject body(ServiceInstance instance) {
    JsonObject body = OwnNode.nameless(instance);
    body.addProperty("Name", instance.service());
    JsonObject check = new JsonObject();
    check.addProperty("CheckID", checkId(instance));
    check.addProperty("Name", "heartbeat");
    check.addProperty("TTL", ttl.toMillis() + "ms");
    check.addProperty("Status", HealthStatus.CRITICAL.text());
    check.addProperty("DeregisterCriticalServiceAfter", deregisterAfter.toSeconds() + "s");
    body.add("Check", check);
    return body;
  }

  private synchronized ConsulAddress current() {
    ConsulAddress at = server == null ? servers.pick(null) : server;
    server = at;
    return at;
  }

  private synchronized List<Wanted> snapshot() {
    return List.copyOf(wanted.values());
  }

  private synchronized void moveFrom(ConsulAddress at) {
    server = servers.pick(at);
    wanted.values().forEach(each -> each.registered = false);
  }

  /** Deregisters everything, as far as the server answers, and closes. */
  public void leave() {
    close();
    for (Wanted each : snapshot()) {
      try {
        boolean unused = deregister(each.instance.id());
      } catch (ConsulException e) {
        log.warn("service {} stays until its TTL ends: {}", each.instance.id(), e.getMessage());
      }
    }
  }

  /** Stops the heartbeat and writes nothing: the services become critical after their TTL. */
  @Override
  public synchronized void close() {
    pause.close();
    notifyAll();
    wanted.values().forEach(each -> each.done.cancel(false));
  }
}
