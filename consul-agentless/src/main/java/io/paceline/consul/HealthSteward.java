package io.paceline.consul;

import io.paceline.gossip.Member;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the gossip cluster's failure detector stand in for the health check of a Consul agent: when
 * a peer is declared dead, the survivors with access to Consul turn its services critical, long
 * before its session ends, and remove its node later. It never makes anybody healthy: only the
 * member itself does that.
 *
 * <p>Hand it the news by {@code node.listen(steward, executor)}. Safe for use by many threads; one
 * thread of its own does the work.
 */
public final class HealthSteward implements MembershipListener, AutoCloseable {
  /** Tag by which a member says which Consul datacenter it can write to. */
  public static final String ACCESS_TAG = "pl_c";

  private static final Logger log = LoggerFactory.getLogger(HealthSteward.class);

  /** News beyond this are dropped; the session ends without us. */
  private static final int NEWS_MAX = 100_000;

  private final ConsulServers servers;
  private final StewardLoop loop;
  private final Thread thread = Threads.daemon("paceline-consul-steward", this::run);

  // guarded by this
  private final Queue<MembershipEvent> news = new ArrayDeque<>();
  private boolean closed;
  private Counts counts = new Counts(0, 0);

  /**
   * What it has done so far.
   *
   * @param turnedCritical dead members whose services this one turned critical
   * @param removed dead members whose nodes this one removed
   */
  public record Counts(int turnedCritical, int removed) {}

  private HealthSteward(
      ConsulServers servers, StewardConfig config, String self, List<Member> members) {
    this.servers = servers;
    this.loop = new StewardLoop(servers, config, self, members, servers.nanoTime());
  }

  /**
   * Begins.
   *
   * @param self the local member's name
   * @param members all members at the moment; later ones come as news
   */
  public static HealthSteward start(
      ConsulServers servers, StewardConfig config, String self, List<Member> members) {
    HealthSteward steward = new HealthSteward(servers, config, self, members);
    steward.thread.start();
    return steward;
  }

  @Override
  public synchronized void onMembership(MembershipEvent event) {
    if (!closed && news.size() < NEWS_MAX) {
      news.add(event);
      notifyAll();
    }
  }

  /** What was done since the start. */
  public synchronized Counts counts() {
    return counts;
  }

  private void run() {
    try {
      long next = servers.nanoTime();
      while (takeNews(next)) {
        next = loop.tick(servers.nanoTime());
      }
    } catch (RuntimeException | Error e) {
      log.error("the steward ended: a bug", e);
      throw e;
    }
  }

  /** Waits for news or for the time; returns whether to go on. */
  private synchronized boolean takeNews(long until) {
    counts = new Counts(loop.marked(), loop.removed());
    try {
      while (news.isEmpty() && !closed && until - servers.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, until - servers.nanoTime() + 1_000_000);
      }
    } catch (InterruptedException e) {
      closed = true;
    }
    while (!news.isEmpty()) {
      loop.onEvent(servers.nanoTime(), news.remove());
    }
    return !closed;
  }

  /** Ends; dead peers are left to their sessions and to the other stewards. */
  @Override
  public synchronized void close() {
    closed = true;
    news.clear();
    notifyAll();
  }
}
