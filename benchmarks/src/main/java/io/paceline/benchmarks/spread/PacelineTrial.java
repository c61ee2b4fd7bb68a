package io.paceline.benchmarks.spread;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Paceline: a change is a service that is registered, seen when a member's lookup shows it; a
 * victim is gone when a lookup shows its service no more.
 */
public final class PacelineTrial implements Contestant {
  private static final String SERVICE = "web";
  private static final String VICTIM = "victim-";

  /** What members wait to see. */
  private record Wanted(IntPredicate shown, Sightings seen) {}

  private final List<GossipNode> nodes = new ArrayList<>();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private volatile Wanted wanted = new Wanted(member -> false, new Sightings(0));

  private PacelineTrial() {}

  /** With {@code victim NUMBER SEED} this process is the victim. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("victim")) {
      beVictim(VICTIM + args[1], args[2]);
    } else {
      Trial.run(new PacelineTrial(), args);
    }
  }

  private static void beVictim(String name, String seed) throws Exception {
    GossipNode node =
        GossipNode.start(GossipConfig.lan(name).bind("127.0.0.1", 0).seeds(seed).build());
    node.services().register(instance(name)).join();
    Thread.currentThread().join();
  }

  private static ServiceInstance instance(String id) {
    return ServiceInstance.builder(SERVICE).id(id).port(80).build();
  }

  private String seed() {
    return "127.0.0.1:" + nodes.get(0).address().getPort();
  }

  @Override
  public void start(int members) throws IOException, InterruptedException {
    for (int i = 0; i < members; i++) {
      GossipConfig.Builder config = GossipConfig.lan("n" + i).bind("127.0.0.1", 0);
      nodes.add(GossipNode.start((i == 0 ? config : config.seeds(seed())).build()));
    }
    while (nodes.stream().anyMatch(node -> node.members().size() < members)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    for (int i = 0; i < members; i++) {
      int member = i;
      nodes.get(i).services().watch(SERVICE, event -> look(member), executor);
    }
  }

  private void look(int member) {
    Wanted now = wanted;
    if (now.shown.test(member)) {
      now.seen.seenBy(member);
    }
  }

  private boolean shows(int member, String id) {
    return nodes.get(member).services().lookup(SERVICE).entries().stream()
        .anyMatch(entry -> entry.instance().id().equals(id));
  }

  @Override
  public void change(int number, int origin, Sightings seen) {
    String id = "w" + number;
    wanted = new Wanted(member -> shows(member, id), seen);
    seen.begin();
    nodes.get(origin).services().register(instance(id));
  }

  @Override
  public Process startVictim(int number) throws IOException, InterruptedException {
    Process victim = JavaProcess.start(PacelineTrial.class, "victim", "" + number, seed());
    for (int i = 0; i < nodes.size(); i++) {
      while (!shows(i, VICTIM + number)) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    return victim;
  }

  @Override
  public void watchForTheEnd(int number, Sightings gone) {
    wanted = new Wanted(member -> !shows(member, VICTIM + number), gone);
  }
}
