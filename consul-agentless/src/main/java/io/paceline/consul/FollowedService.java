package io.paceline.consul;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.ServiceEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one service, and what to ask next: the rules of a blocking query without the
 * asking. Time is a parameter; safe for use by many threads.
 *
 * <p>The rules, and where they come from:
 *
 * <ol>
 *   <li>An index belongs to one server. With another server, and after every failure, the query
 *       starts over at 0 and its content decides whether anything changed.
 *   <li>An answer is no news: servers wake up for changes nearby and at the end of the wait. So
 *       contents are compared, and never the index of a check, which stays as it is when a session
 *       ends (seen on a live 1.22.7).
 *   <li>However quickly a server answers, it is asked at the pace of a token bucket: 1/s with a
 *       burst of 2, and 1 per 15 s once more than 10 answers within a minute changed nothing.
 *   <li>What was known stays when an answer fails. A list that becomes empty at once is confirmed
 *       by a consistent read first, and one that ACLs have emptied is no answer.
 *   <li>A connection that breaks twice in a row after a similar time was cut by a time-out on the
 *       way: the wait shrinks to 0.8 of that, but not below 10 s.
 * </ol>
 */
final class FollowedService {
  private static final Duration WAIT_MIN = Duration.ofSeconds(10);
  private static final long CUT_MIN_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int IDLE_ANSWERS_MAX = 10;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final String service;
  private final ReadConsistency consistency;
  private final Duration maxStale;
  private final ConsulConfig.Timeouts timeouts;
  private final Backoff backoff;

  private final TokenBucket pace;
  private final TokenBucket slowPace;
  private int idleAnswers;
  private long idleSince;

  private @Nullable ConsulAddress server;
  private ConsulIndex index = ConsulIndex.START;
  private Duration wait;
  private boolean blocking;
  private long lastCutNanos;

  private @Nullable List<ServiceEntry> entries;
  private long answeredAt;
  private long lastContactNanos;
  private boolean leaderKnown = true;
  private @Nullable String problem;

  FollowedService(
      String service,
      ReadConsistency consistency,
      Duration maxStale,
      ConsulConfig.Timeouts timeouts,
      Backoff backoff,
      long nowNanos) {
    this.service = service;
    this.consistency = consistency;
    this.maxStale = maxStale;
    this.timeouts = timeouts;
    this.backoff = backoff;
    this.pace = new TokenBucket(1, 2, nowNanos);
    this.slowPace = new TokenBucket(1 / 15.0, 1, nowNanos);
    this.wait = timeouts.hold();
    this.answeredAt = nowNanos;
    this.idleSince = nowNanos;
  }

  /** How long to wait before the next request. */
  synchronized long reserve(long nowNanos) {
    if (nowNanos - idleSince >= MINUTE) {
      idleSince = nowNanos;
      idleAnswers = 0;
    }
    return idleAnswers > IDLE_ANSWERS_MAX ? slowPace.reserve(nowNanos) : pace.reserve(nowNanos);
  }

  /**
   * The next request to this server.
   *
   * @param mayBlock whether the server may hold it; else it is answered at once
   */
  synchronized ConsulRequest next(ConsulAddress at, boolean mayBlock) {
    if (!at.equals(server)) {
      server = at;
      index = ConsulIndex.START;
    }
    ConsulRequest request =
        ConsulRequest.get(timeouts.blocking(wait), "health", "service", service).with(consistency);
    blocking = mayBlock && !index.isStart();
    return !blocking
        ? request
        : request.with("index", Long.toString(index.value())).with("wait", wait.toMillis() + "ms");
  }

  /** The read that decides whether a service is really gone. */
  ConsulRequest confirmation() {
    return ConsulRequest.get(timeouts.request(), "health", "service", service)
        .with(ReadConsistency.CONSISTENT);
  }

  /** Whether to believe this list only after {@link #confirmation}. */
  synchronized boolean needsConfirmation(List<ServiceEntry> found) {
    return found.isEmpty() && entries != null && !entries.isEmpty();
  }

  /**
   * Takes an answer.
   *
   * @return whether the entries differ from those known before
   * @throws ConsulException if the answer is none because ACLs have emptied it
   */
  synchronized boolean onAnswer(
      long nowNanos, ConsulResponse.Headers headers, List<ServiceEntry> found)
      throws ConsulException {
    if (found.isEmpty() && headers.filteredByAcls()) {
      throw new ConsulException(
          Kind.DENIED, "the token may not read service " + service + " or its nodes");
    }
    index = index.next(headers.index());
    answeredAt = nowNanos;
    lastContactNanos = headers.lastContactMillis().orElse(0) * 1_000_000;
    leaderKnown = consistency != ReadConsistency.STALE || headers.knownLeader().orElse(true);
    problem = null;
    lastCutNanos = blocking ? 0 : lastCutNanos;
    backoff.reset();
    boolean changed = !found.equals(entries);
    entries = found;
    idleAnswers = changed ? 0 : idleAnswers + 1;
    return changed;
  }

  /**
   * Takes a failure: nothing that is known is lost.
   *
   * @param tookNanos how long the request was under way
   * @return how long to wait
   */
  synchronized long onFailure(long tookNanos, ConsulException e) {
    problem = String.valueOf(e.getMessage());
    if (e.kind() == Kind.UNREACHABLE) {
      noticeCut(tookNanos);
    }
    if (e.kind() != Kind.OVERLOADED) {
      index = ConsulIndex.START; // of no use elsewhere; and a restored server counts anew
    }
    return backoff.nextNanos();
  }

  private void noticeCut(long tookNanos) {
    boolean early = tookNanos < timeouts.blocking(wait).toNanos();
    if (!blocking || !early || tookNanos < CUT_MIN_NANOS) {
      return;
    }
    boolean again = lastCutNanos > 0 && Math.abs(tookNanos - lastCutNanos) < lastCutNanos / 5;
    lastCutNanos = again ? 0 : tookNanos;
    if (again) {
      Duration shorter = Duration.ofNanos(tookNanos).multipliedBy(4).dividedBy(5);
      wait = shorter.compareTo(WAIT_MIN) < 0 ? WAIT_MIN : shorter;
    }
  }

  /** Whether the server that answers is too far behind to stay with. */
  synchronized boolean shouldMove() {
    return !leaderKnown || lastContactNanos > maxStale.toNanos();
  }

  synchronized Freshness freshness(long nowNanos) {
    long silent = nowNanos - answeredAt;
    long age = silent + lastContactNanos;
    long tolerated = maxStale.toNanos();
    boolean lost = problem != null && age > tolerated;
    boolean silentTooLong = silent > timeouts.blocking(wait).toNanos() + tolerated;
    boolean stale = shouldMove() || lost || silentTooLong;
    return new Freshness(
        entries != null, Duration.ofNanos(age), stale, Optional.ofNullable(problem));
  }

  String service() {
    return service;
  }
}
