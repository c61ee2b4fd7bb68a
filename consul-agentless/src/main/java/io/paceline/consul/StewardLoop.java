package io.paceline.consul;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.service.selection.RendezvousRank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a steward does and when. Time is a parameter, requests block, one thread owns it.
 *
 * <p>Each death is a case with three steps. The record is read at once, to remember the incarnation
 * of the registration that is to be turned critical: a member that comes back registers under a
 * higher one, and that is left alone. After {@code 1 s + 3 s · rank} the record is read again, from
 * the leader, and turned critical by compare-and-set; whoever comes later finds it done. After
 * {@code reapAfter} the node is removed, by compare-and-set again.
 *
 * <p>A member that was declared dead and came back twice within 5 minutes has a bad connection to
 * its peers, or crashes again and again: for 10 minutes its session alone decides.
 */
final class StewardLoop {
  private static final Logger log = LoggerFactory.getLogger(StewardLoop.class);

  private static final int RANKS = 5;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = 60 * SECOND;
  private static final int CASES_MAX = 10_000;
  private static final int RETURNS_MAX = 2;

  private enum Step {
    REMEMBER,
    TURN_CRITICAL,
    REMOVE
  }

  /** A dead member, and what to do next about it. */
  private static final class Case {
    final String member;
    final long diedAt;
    final int rank;
    Step step = Step.REMEMBER;
    long at;
    long incarnation;

    Case(String member, long diedAt, int rank) {
      this.member = member;
      this.diedAt = diedAt;
      this.rank = rank;
      this.at = diedAt;
    }
  }

  /** How often a member that was declared dead came back. */
  private record Returns(int count, long since) {}

  private final ConsulServers servers;
  private final StewardConfig config;
  private final String self;
  private final SafetyValve valve = new SafetyValve();
  private final TokenBucket marks;
  private final TokenBucket removals;

  private final Map<String, Member> members = new TreeMap<>();
  private final Map<String, Case> cases = new TreeMap<>();
  private final Map<String, Returns> returns = new TreeMap<>();
  private int marked;
  private int removed;

  StewardLoop(
      ConsulServers servers,
      StewardConfig config,
      String self,
      List<Member> members,
      long nowNanos) {
    this.servers = servers;
    this.config = config;
    this.self = self;
    this.marks = new TokenBucket(10, 10, nowNanos);
    this.removals = new TokenBucket(2, 2, nowNanos);
    members.forEach(member -> this.members.put(member.name(), member));
  }

  int marked() {
    return marked;
  }

  int removed() {
    return removed;
  }

  void onEvent(long now, MembershipEvent event) {
    Member member = event.member();
    if (event instanceof MembershipEvent.Failed) {
      members.put(member.name(), member);
      onDeath(now, member.name());
    } else if (event instanceof MembershipEvent.Reaped) {
      members.remove(member.name()); // its case stays: the node is to be removed all the same
    } else if (event instanceof MembershipEvent.Left) {
      members.put(member.name(), member);
      cases.remove(member.name()); // it takes its node away itself
    } else {
      Member before = members.put(member.name(), member);
      if (before != null && before.status() == MemberStatus.FAILED && member.status().isUp()) {
        onReturn(now, member.name());
      }
    }
  }

  private void onDeath(long now, String member) {
    valve.onDeath(now);
    int rank = RendezvousRank.of(self, member, candidates(member));
    if (rank >= RANKS || member.equals(self) || isMuted(now, member)) {
      return;
    }
    if (cases.size() < CASES_MAX) {
      cases.put(member, new Case(member, now, rank));
    }
  }

  /** Counted by all, whoever of them acted: else the next in rank would take over. */
  private void onReturn(long now, String member) {
    cases.remove(member);
    Returns before = returns.get(member);
    int recent = before != null && now - before.since() < 5 * MINUTE ? before.count() : 0;
    returns.put(member, new Returns(recent + 1, now));
  }

  private boolean isMuted(long now, String member) {
    returns.values().removeIf(entry -> now - entry.since() > 10 * MINUTE);
    Returns entry = returns.get(member);
    return entry != null && entry.count() >= RETURNS_MAX;
  }

  /** Those who may write to Consul: this member, and who says so. */
  private List<String> candidates(String dead) {
    List<String> candidates = new ArrayList<>();
    for (Member member : members.values()) {
      boolean access = config.datacenter().equals(member.tags().get(HealthSteward.ACCESS_TAG));
      if (member.status().isUp() && access && !member.name().equals(dead)) {
        candidates.add(member.name());
      }
    }
    return candidates;
  }

  /** Does what is due; returns when to come back. */
  long tick(long now) {
    for (Case open : List.copyOf(cases.values())) {
      if (now - open.at >= 0) {
        tryStep(now, open);
      }
    }
    long next = now + MINUTE;
    for (Case open : cases.values()) {
      next = open.at - next < 0 ? open.at : next;
    }
    return next;
  }

  private void tryStep(long now, Case open) {
    if (open.step != Step.REMEMBER && isHeld(now, open)) {
      return;
    }
    try {
      step(now, open);
    } catch (ConsulException e) {
      log.debug("about the dead member {}: {}", open.member, e.getMessage());
      boolean settled = e.kind() == Kind.CONFLICT && open.step == Step.TURN_CRITICAL;
      open.at = now + SECOND + servers.random().nextLong((settled ? 1 : 10) * SECOND);
    }
  }

  /** Whether this step has to wait, for the valve or for the rate. */
  private boolean isHeld(long now, Case open) {
    int alive = (int) members.values().stream().filter(m -> m.status().isUp()).count();
    if (valve.isShut(now, alive)) {
      log.info("too many members died at once: {} is left to its session for now", open.member);
      open.at = now + 10 * SECOND;
      return true;
    }
    TokenBucket rate = open.step == Step.REMOVE ? removals : marks;
    if (!rate.tryTake(now)) {
      open.at = now + SECOND / 4;
      return true;
    }
    return false;
  }

  private void step(long now, Case open) throws ConsulException {
    ReadConsistency consistency =
        open.step == Step.REMEMBER ? ReadConsistency.DEFAULT : ReadConsistency.CONSISTENT;
    PeerRecord record = PeerRecord.read(servers, config, open.member, consistency);
    boolean other = record != null && record.incarnation() != open.incarnation;
    if (record == null || (open.step != Step.REMEMBER && other)) {
      cases.remove(open.member); // gone, or back
      return;
    }
    switch (open.step) {
      case REMEMBER -> remember(open, record);
      case TURN_CRITICAL -> turnCritical(now, open, record);
      case REMOVE -> remove(open, record);
    }
  }

  private void remember(Case open, PeerRecord record) {
    open.incarnation = record.incarnation();
    open.step = Step.TURN_CRITICAL;
    open.at = open.diedAt + SECOND + 3 * SECOND * open.rank + servers.random().nextLong(SECOND);
  }

  private void turnCritical(long now, Case open, PeerRecord record) throws ConsulException {
    if (!record.isCritical()) {
      record.turnCritical(servers);
      marked++;
      log.info("{} was declared dead: its services are critical now", open.member);
    }
    open.step = Step.REMOVE;
    long after = config.reapAfter().toNanos();
    long jitter = after * 3 / 4 + servers.random().nextLong(after / 2 + 1);
    open.at = now + jitter + MINUTE * open.rank;
  }

  private void remove(Case open, PeerRecord record) throws ConsulException {
    cases.remove(open.member);
    if (record.isCritical()) {
      try {
        record.remove(servers);
        removed++;
        log.info("{} is dead for good: its node is gone", open.member);
      } catch (ConsulException e) {
        if (e.kind() != Kind.CONFLICT) { // which means that somebody has done it, or it is back
          cases.put(open.member, open);
          throw e;
        }
      }
    }
  }
}
