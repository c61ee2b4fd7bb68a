package io.paceline.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.consul.ConsulException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session behind this process's liveness. Renewals stay in the leader's memory and cost no raft
 * entry. Requests block; time is a parameter; not safe for use by many threads.
 */
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(4);

  private final ConsulServers servers;
  private final OwnNode node;
  private final long ttlNanos;

  private @Nullable String id;
  private long renewedAt;
  private long renewAt;
  private int failures;

  Session(ConsulServers servers, OwnNode node, Duration ttl) {
    this.servers = servers;
    this.node = node;
    this.ttlNanos = ttl.toNanos();
  }

  boolean isHeld() {
    return id != null;
  }

  long renewAt() {
    return renewAt;
  }

  /** How long ago the servers were last known to keep it. */
  long renewalAge(long nowNanos) {
    return nowNanos - renewedAt;
  }

  /**
   * Takes up the session that an earlier run of this process left, or makes one. Making two would
   * be worse than it looks: when the forgotten one expires, the liveness turns critical.
   */
  void open(long nowNanos) throws ConsulException {
    String found = find();
    id = found != null && renew(found) ? found : create();
    onRenewed(nowNanos);
  }

  /** Ends it, whoever made it; used when it no longer keeps the liveness passing. */
  void destroy() throws ConsulException {
    String found = id != null ? id : find();
    id = null;
    if (found != null) {
      servers.call(put("{}", "session", "destroy", found));
    }
  }

  void forget() {
    id = null;
  }

  private @Nullable String find() throws ConsulException {
    ConsulRequest request =
        ConsulRequest.get(servers.requestDeadline(), "session", "node", node.name())
            .with(ReadConsistency.CONSISTENT);
    for (JsonElement element : Json.array(servers.call(request).json())) {
      JsonObject session = Json.object(element);
      if (Json.text(session, "Name").equals(node.sessionName())) {
        return Json.text(session, "ID");
      }
    }
    return null;
  }

  private String create() throws ConsulException {
    JsonObject answer =
        Json.object(servers.call(put(node.session().toString(), "session", "create")).json());
    String created = Json.text(answer, "ID");
    if (created.isEmpty()) {
      throw new ConsulException(Kind.BAD_ANSWER, "a session without an id");
    }
    log.debug("session {} keeps node {} alive", created, node.name());
    return created;
  }

  /** Renews it if it is time; notices when it is gone. */
  void renewIfDue(long nowNanos) {
    String held = id;
    if (held == null || nowNanos - renewAt < 0) {
      return;
    }
    try {
      if (renew(held)) {
        onRenewed(nowNanos);
      } else {
        log.info("the session of node {} is gone", node.name());
        id = null;
      }
    } catch (ConsulException e) {
      onFailure(nowNanos, e);
    }
  }

  private boolean renew(String held) throws ConsulException {
    try {
      servers.call(put("", "session", "renew", held));
      return true;
    } catch (ConsulException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private ConsulRequest put(String body, String... segments) {
    return ConsulRequest.put(servers.requestDeadline(), body, segments);
  }

  private void onRenewed(long nowNanos) {
    failures = 0;
    renewedAt = nowNanos;
    long third = ttlNanos / 3;
    renewAt = nowNanos + third - third / 10 + servers.random().nextLong(third / 5 + 1);
  }

  /**
   * Servers that are away for a while keep the session: timers start anew with the next leader. So
   * it is held until a server says that it is gone; quickly at first, then as the others do.
   */
  private void onFailure(long nowNanos, ConsulException e) {
    log.debug("renewing the session of node {}: {}", node.name(), e.getMessage());
    boolean patient = renewalAge(nowNanos) > ttlNanos;
    long quick = Math.min(RETRY_FIRST.toNanos() << Math.min(failures, 8), RETRY_LONGEST.toNanos());
    long retry = Math.min(quick, ttlNanos / 6);
    renewAt = nowNanos + (patient ? servers.random().nextLong(ttlNanos + 1) : retry);
    failures++;
  }
}
