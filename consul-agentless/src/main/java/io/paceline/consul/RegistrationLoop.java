package io.paceline.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog as this process wants it. Three duties, each with a time of its own, so that
 * none waits for another's failures: renew the session, write what has changed, and compare the
 * catalog with what is wanted. Time is a parameter, requests block, one thread owns it.
 *
 * <p>What was written is remembered and not written again; only the comparison (30 s ± 20 %) shows
 * whether it is still there. It reads stale first, and asks the leader before it believes that
 * something is missing: a follower may not have our last write yet.
 *
 * <p>Nothing is ever given up: while no server answers, the duties go on at the pace of their
 * backoff. When a loss is found, it is written again after a random part of the time that {@code
 * expectedProcesses} need at 100 writes per second, as the others have lost theirs too.
 */
final class RegistrationLoop {
  private static final Logger log = LoggerFactory.getLogger(RegistrationLoop.class);

  private static final Duration BACKOFF_FIRST = Duration.ofMillis(250);
  private static final Duration BACKOFF_LONGEST = Duration.ofSeconds(30);
  private static final long VERIFY_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long SPREAD_PER_PROCESS_NANOS = Duration.ofMillis(10).toNanos();
  private static final long SPREAD_MAX_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long START_SPREAD_MAX_NANOS = Duration.ofSeconds(5).toNanos();

  private final ConsulServers servers;
  private final RegistrationConfig config;
  private final OwnNode node;
  private final NodeWriter writer;
  private final Session session;
  private final Backoff backoff;
  private final Backoff verifyBackoff;

  private Map<String, ServiceInstance> wanted = new LinkedHashMap<>();
  private final Map<String, ServiceInstance> written = new LinkedHashMap<>();

  /** Of a service that the servers refuse as it is: not tried again until it changes. */
  private final Map<String, Refused> refused = new LinkedHashMap<>();

  private boolean claimed;
  private boolean nodeWritten;
  private long incarnation;
  private long writeAt;
  private long verifyAt;
  private @Nullable String problem;

  /** An instance as it was refused, and what the server said. */
  record Refused(ServiceInstance instance, ConsulException reason) {}

  RegistrationLoop(ConsulServers servers, RegistrationConfig config, long nowNanos) {
    this.servers = servers;
    this.config = config;
    this.node = new OwnNode(config, servers::knowsField);
    this.writer = new NodeWriter(servers, node);
    this.session = new Session(servers, node, config.sessionTtl());
    this.backoff = new Backoff(BACKOFF_FIRST, BACKOFF_LONGEST, servers.random());
    this.verifyBackoff = new Backoff(BACKOFF_FIRST, BACKOFF_LONGEST, servers.random());
    this.writeAt = nowNanos + spread(START_SPREAD_MAX_NANOS);
    this.verifyAt = nowNanos + verifyInterval();
  }

  /** What should be in the catalog from now on, by instance id. */
  void want(Map<String, ServiceInstance> instances) {
    wanted = new LinkedHashMap<>(instances);
  }

  /** Does what is due; returns when to come back. */
  long tick(long nowNanos) {
    renew(nowNanos);
    if (nodeWritten && nowNanos - verifyAt >= 0) {
      verifyOrRetry(nowNanos);
    }
    if (isDirty() && nowNanos - writeAt >= 0) {
      writeOrRetry(nowNanos);
    }
    return next(nowNanos);
  }

  private void renew(long now) {
    boolean due = session.isHeld() && now - session.renewAt() >= 0;
    session.renewIfDue(now);
    if (due && !session.isHeld()) {
      loseNode(now);
    } else if (due && nodeWritten && seemsDead()) {
      verifyAt = now; // rather than at its time, up to 36 s from now
    }
  }

  /**
   * Whether a peer has turned our liveness critical. A real server keeps the session then, although
   * it lists the check, so that the renewal alone does not tell.
   */
  private boolean seemsDead() {
    try {
      JsonElement checks = writer.readChecks(ReadConsistency.STALE);
      return Drift.between(node, incarnation, List.of(), checks, checks).livenessLost();
    } catch (ConsulException e) {
      return false; // the comparison will tell
    }
  }

  private long next(long now) {
    long next = now + VERIFY_NANOS;
    next = isDirty() ? earlier(next, writeAt) : next;
    next = nodeWritten ? earlier(next, verifyAt) : next;
    return session.isHeld() ? earlier(next, session.renewAt()) : next;
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  private boolean isDirty() {
    return !hasNode() || !changed().isEmpty() || !removed().isEmpty();
  }

  private List<ServiceInstance> changed() {
    List<ServiceInstance> changed = new ArrayList<>();
    for (ServiceInstance instance : wanted.values()) {
      Refused no = refused.get(instance.id());
      boolean known = instance.equals(written.get(instance.id()));
      if (!known && (no == null || !no.instance().equals(instance))) {
        changed.add(instance);
      }
    }
    return changed;
  }

  private List<String> removed() {
    return written.keySet().stream().filter(id -> !wanted.containsKey(id)).toList();
  }

  private void writeOrRetry(long now) {
    try {
      write(now);
      backoff.reset();
      problem = null;
    } catch (ConsulException e) {
      noticeFailure(e);
      writeAt = now + retryAfter(e, backoff);
    }
  }

  private void write(long now) throws ConsulException {
    if (!claimed) {
      claim();
    }
    for (String id : removed()) {
      writer.removeService(id);
      written.remove(id);
    }
    List<ServiceInstance> changed = changed();
    verifyAt = nodeWritten ? verifyAt : now + verifyInterval();
    try {
      writeChanged(changed);
      changed.forEach(instance -> written.put(instance.id(), instance));
    } catch (ConsulException e) {
      if (changed.isEmpty() || e.kind() == Kind.UNREACHABLE || e.kind() == Kind.CANCELLED) {
        throw e;
      }
      writeOneByOne(changed); // so that one bad service does not keep the others out
    }
    if (!hasNode()) {
      openSession(now);
    }
  }

  private void writeChanged(List<ServiceInstance> changed) throws ConsulException {
    if (!nodeWritten) {
      writer.writeAll(incarnation, changed);
      nodeWritten = true;
    } else {
      writer.writeServices(changed);
    }
  }

  private void writeOneByOne(List<ServiceInstance> changed) throws ConsulException {
    if (!nodeWritten) {
      writer.writeAll(incarnation, List.of());
      nodeWritten = true;
    }
    ConsulException retry = null;
    for (ServiceInstance instance : changed) {
      try {
        writer.writeServices(List.of(instance));
        written.put(instance.id(), instance);
      } catch (ConsulException e) {
        retry = e;
        if (e.kind() == Kind.REJECTED) {
          refused.put(instance.id(), new Refused(instance, e));
          log.warn("service {} cannot be registered: {}", instance.id(), e.getMessage());
        }
      }
    }
    if (retry != null && retry.kind() != Kind.REJECTED) {
      throw retry;
    }
  }

  /** Looks who has the node: an earlier run of ours, which this one replaces, or a stranger. */
  private void claim() throws ConsulException {
    JsonObject found =
        Json.object(Json.object(writer.readNode(ReadConsistency.CONSISTENT)), "Node");
    Map<String, String> meta = Json.texts(found, "Meta");
    if (node.isServers() && found.size() == 0) {
      throw new ConsulException(
          Kind.NOT_FOUND, "the servers have no node " + node.name() + " in their pool yet");
    }
    if (found.size() > 0 && !isOurs(found, meta)) {
      throw new ConsulException(
          Kind.DENIED, "node " + node.name() + " belongs to somebody else: it is left alone");
    }
    incarnation = Math.max(incarnation, incarnation(meta)) + 1;
    claimed = true;
  }

  private boolean isOurs(JsonObject found, Map<String, String> meta) {
    return node.isServers()
        ? node.id().equals(Json.text(found, "ID"))
        : config.member().equals(meta.get("member"));
  }

  static long incarnation(Map<String, String> nodeMeta) {
    String text = nodeMeta.getOrDefault("incarnation", "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private void openSession(long now) throws ConsulException {
    session.open(now);
    if (isLivenessPassing()) {
      return;
    }
    if (node.isSessionBacked()) {
      // A session of an earlier run may be there whose check was turned critical; or the server is
      // too old to know what it has just stored.
      session.destroy();
      session.open(now);
      if (!isLivenessPassing()) {
        servers.dropField("SessionName");
      }
    }
    if (!node.isSessionBacked()) {
      writer.writeAll(incarnation, List.of());
    }
  }

  private boolean isLivenessPassing() throws ConsulException {
    JsonElement checks = writer.readChecks(ReadConsistency.CONSISTENT);
    return !Drift.between(node, incarnation, List.of(), checks, checks).livenessLost();
  }

  private void verifyOrRetry(long now) {
    try {
      Drift drift = drift(ReadConsistency.STALE);
      if (!drift.isNone()) {
        repair(now, drift(ReadConsistency.CONSISTENT));
      }
      verifyBackoff.reset();
      verifyAt = now + verifyInterval();
    } catch (ConsulException e) {
      noticeFailure(e);
      verifyAt = now + retryAfter(e, verifyBackoff);
    }
  }

  private Drift drift(ReadConsistency consistency) throws ConsulException {
    return Drift.between(
        node,
        incarnation,
        written.values(),
        writer.readNode(consistency),
        writer.readChecks(consistency));
  }

  private void repair(long now, Drift drift) throws ConsulException {
    if (drift.isNone()) {
      return;
    }
    log.info("the catalog is not as node {} left it: {}", node.name(), drift);
    if (drift.nodeLost() || drift.livenessLost()) {
      loseNode(now);
    }
    drift.services().forEach(written::remove);
    for (String id : drift.foreignServices()) {
      writer.removeService(id);
    }
    for (String id : drift.foreignChecks()) {
      writer.removeCheck(id);
    }
  }

  /** To be written again in full, under a higher incarnation: that is how a member refutes. */
  private void loseNode(long now) {
    claimed = false;
    nodeWritten = false;
    written.clear();
    session.forget();
    writeAt = now + spread(SPREAD_MAX_NANOS);
  }

  private long spread(long most) {
    long needed = config.expectedProcesses() * SPREAD_PER_PROCESS_NANOS;
    return servers.random().nextLong(Math.min(needed, most) + 1);
  }

  private long verifyInterval() {
    return VERIFY_NANOS * 4 / 5 + servers.random().nextLong(VERIFY_NANOS * 2 / 5);
  }

  /** What time alone will not cure is asked at the slowest pace. */
  private long retryAfter(ConsulException e, Backoff pace) {
    long wait = pace.nextNanos();
    boolean hopeless = e.kind() == Kind.DENIED || e.kind() == Kind.REJECTED;
    return hopeless ? verifyInterval() : wait;
  }

  private void noticeFailure(ConsulException e) {
    String text = String.valueOf(e.getMessage());
    if (problem == null) {
      log.warn("the registration of node {} waits: {}", node.name(), text);
    }
    problem = text;
  }

  /**
   * Takes the node out of the catalog: one raft entry, which ends the session too. A node that the
   * servers keep goes when its member leaves the pool; what is on it goes here.
   */
  void leave() throws ConsulException {
    if (node.isServers()) {
      for (String id : written.keySet()) {
        writer.removeService(id);
      }
    } else {
      writer.removeNode();
    }
    nodeWritten = false;
    session.forget();
    written.clear();
  }

  void writeCritical() throws ConsulException {
    if (nodeWritten && !node.isServers()) {
      writer.writeCritical();
    }
  }

  /** Whether the catalog has this instance, in just this form, and the node is alive there. */
  boolean has(ServiceInstance instance) {
    return hasNode() && instance.equals(written.get(instance.id()));
  }

  boolean hasNode() {
    return nodeWritten && (node.isServers() || session.isHeld());
  }

  boolean hasNothingOf(String id) {
    return !written.containsKey(id);
  }

  @Nullable Refused refusal(ServiceInstance instance) {
    Refused no = refused.get(instance.id());
    return no != null && no.instance().equals(instance) ? no : null;
  }

  @Nullable String problem() {
    return problem;
  }

  long incarnation() {
    return incarnation;
  }
}
