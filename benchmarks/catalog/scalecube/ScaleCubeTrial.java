package io.paceline.benchmarks.spread;

import io.scalecube.cluster.Cluster;
import io.scalecube.cluster.ClusterConfig;
import io.scalecube.cluster.ClusterImpl;
import io.scalecube.cluster.ClusterMessageHandler;
import io.scalecube.cluster.membership.MembershipEvent;
import io.scalecube.transport.netty.tcp.TcpTransportFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * ScaleCube: a change is new metadata of a member, seen when another member is told of it and holds
 * the new; a victim is gone when a member is told that it was removed.
 */
public final class ScaleCubeTrial implements Contestant {
  private record Wanted(String change, String victim, Sightings seen) {}

  private final List<Cluster> clusters = new ArrayList<>();
  private volatile Wanted wanted = new Wanted("", "", new Sightings(0));

  private ScaleCubeTrial() {}

  /** With {@code victim NUMBER SEED} this process is the victim. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("victim")) {
      start("victim-" + args[1], args[2], event -> {});
      Thread.currentThread().join();
    } else {
      Trial.run(new ScaleCubeTrial(), args);
    }
  }

  private interface Listener {
    void onEvent(MembershipEvent event);
  }

  private static Cluster start(String name, String seed, Listener listener) {
    return new ClusterImpl(ClusterConfig.defaultLanConfig())
        .config(c -> c.memberAlias(name).metadata(name).externalHost("127.0.0.1"))
        .transportFactory(TcpTransportFactory::new)
        .membership(m -> seed.isEmpty() ? m : m.seedMembers(seed))
        .handler(
            cluster ->
                new ClusterMessageHandler() {
                  @Override
                  public void onMembershipEvent(MembershipEvent event) {
                    listener.onEvent(event);
                  }
                })
        .startAwait();
  }

  private String seed() {
    return clusters.get(0).address();
  }

  @Override
  public void start(int members) throws InterruptedException {
    for (int i = 0; i < members; i++) {
      int member = i;
      clusters.add(start("n" + i, i == 0 ? "" : seed(), event -> onEvent(member, event)));
    }
    awaitMembers(members);
  }

  private void awaitMembers(int members) throws InterruptedException {
    while (clusters.stream().anyMatch(cluster -> cluster.members().size() < members)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void onEvent(int member, MembershipEvent event) {
    Wanted now = wanted;
    boolean changed =
        event.isUpdated()
            && clusters.get(member).metadata(event.member()).orElse("").equals(now.change);
    boolean gone = event.isRemoved() && event.member().alias().equals(now.victim);
    if (changed || gone) {
      now.seen.seenBy(member);
    }
  }

  @Override
  public void change(int number, int origin, Sightings seen) {
    String change = "change-" + number;
    wanted = new Wanted(change, "", seen);
    seen.begin();
    clusters.get(origin).updateMetadata(change).subscribe();
    seen.seenBy(origin); // nobody tells a member of its own change
  }

  @Override
  public Process startVictim(int number) throws Exception {
    Process victim = JavaProcess.start(ScaleCubeTrial.class, "victim", "" + number, seed());
    awaitMembers(clusters.size() + 1);
    return victim;
  }

  @Override
  public void watchForTheEnd(int number, Sightings gone) {
    wanted = new Wanted("", "victim-" + number, gone);
  }
}
