package io.paceline.simulator.swarm;

import io.paceline.gossip.engine.Command;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.simulator.SeededRandom;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What users do meanwhile: register, change and deregister services, change tags, fire events. What
 * a node should have registered is remembered across its crashes and registered again, as a user's
 * process does at its start. Not thread-safe.
 */
final class Workload {
  private static final int TAG_CHARS_MAX = 480;
  private static final List<String> SERVICES = List.of("web", "db", "cache", "queue");

  private final Simulation simulation;
  private final SeededRandom random;
  private final Duration every;
  private final Map<String, Map<String, ServiceInstance>> desired = new LinkedHashMap<>();
  private int numbers;
  private boolean stopped;

  Workload(Simulation simulation, SeededRandom random, Duration every) {
    this.simulation = simulation;
    this.random = random;
    this.every = every;
  }

  void start() {
    if (!every.isZero()) {
      scheduleNext();
    }
  }

  void stop() {
    stopped = true;
  }

  /** Registers what a node that was just started should have. */
  void reregister(VirtualNode node) {
    for (ServiceInstance instance : desired(node).values()) {
      node.command(new Command.Register(instance));
    }
  }

  private void scheduleNext() {
    simulation.schedule(
        Duration.ofNanos(1 + (long) (random.nextDouble() * 2 * every.toNanos())),
        () -> {
          if (!stopped) {
            change();
            scheduleNext();
          }
        });
  }

  private void change() {
    List<VirtualNode> able = simulation.nodes().stream().filter(Workload::isAble).toList();
    if (able.isEmpty()) {
      return;
    }
    VirtualNode node = able.get(random.nextInt(able.size()));
    switch (random.nextInt(6)) {
      case 0, 1 -> register(node, "s" + numbers++);
      case 2 -> idOf(node).ifPresent(id -> register(node, id));
      case 3 -> idOf(node).ifPresent(id -> deregister(node, id));
      case 4 -> setTags(node);
      default -> node.command(new Command.FireEvent("deploy", Bytes.utf8("" + numbers++), false));
    }
  }

  private static boolean isAble(VirtualNode node) {
    return node.isUp() && !node.isPaused() && node.localMember().status().isUp();
  }

  private void register(VirtualNode node, String id) {
    String service = SERVICES.get(random.nextInt(SERVICES.size()));
    ServiceInstance instance =
        ServiceInstance.builder(service)
            .node(node.name())
            .id(id)
            .port(1 + random.nextInt(60_000))
            .build();
    desired(node).put(id, instance);
    node.command(new Command.Register(instance));
  }

  /** Tags are often short and sometimes as long as they may be, so that few fit into a packet. */
  private void setTags(VirtualNode node) {
    int length = random.nextInt(3) == 0 ? random.nextInt(TAG_CHARS_MAX) : 0;
    node.command(new Command.SetTags(Map.of("number", numbers++ + "x".repeat(length))));
  }

  private void deregister(VirtualNode node, String id) {
    desired(node).remove(id);
    node.command(new Command.Deregister(id));
  }

  private Optional<String> idOf(VirtualNode node) {
    List<String> ids = new ArrayList<>(desired(node).keySet());
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
  }

  private Map<String, ServiceInstance> desired(VirtualNode node) {
    return desired.computeIfAbsent(node.name(), name -> new LinkedHashMap<>());
  }
}
