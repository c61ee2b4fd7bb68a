package io.paceline.simulator.check;

import io.paceline.gossip.Member;
import io.paceline.gossip.engine.Command;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node registered is in its own catalog until it is deregistered, and no replica goes back
 * in an owner's history: every registration and deregistration of an instance has a number, and
 * what a replica shows of it never has a lower one than before.
 *
 * <p>An owner without a data directory forgets its epoch when it restarts. Until it hears that some
 * replica remembers more, that replica shows its former life: then only one life's history counts.
 *
 * <p>That a replica hides everything of an owner that is down, and shows it again, is as it should
 * be; that it shows an older record then is not.
 */
public final class ServicesStay implements Checker {
  private record Key(String owner, String id) {}

  private record Revision(long number, ServiceInstance instance) {}

  private final Simulation simulation;
  private final Map<Key, List<Revision>> history = new HashMap<>();
  private final Map<Key, Long> gone = new HashMap<>();

  /** Per owner the last revision that its former lives made, if it does not remember them. */
  private final Map<String, Long> forgotten = new HashMap<>();

  private final PerNode<Map<Key, Long>> seen = new PerNode<>(HashMap::new);
  private long revisions;

  public ServicesStay(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onStarted(VirtualNode node) {
    seen.forget(node);
    if (!simulation.options().dataDirectories()) {
      forgotten.put(node.name(), revisions);
    }
  }

  @Override
  public void onCommand(VirtualNode node, Command command) {
    if (command instanceof Command.Register register) {
      ServiceInstance instance = register.instance();
      history
          .computeIfAbsent(new Key(node.name(), instance.id()), key -> new ArrayList<>())
          .add(new Revision(++revisions, instance));
      requireOwn(node);
    } else if (command instanceof Command.Deregister deregister) {
      gone.put(new Key(node.name(), deregister.id()), ++revisions);
      requireOwn(node);
    }
  }

  @Override
  public void onSecond(Simulation all) {
    for (VirtualNode node : all.nodes()) {
      if (node.isUp()) {
        requireOwn(node);
      }
    }
  }

  /** The owner's own catalog shows exactly what it has registered, as long as it has not left. */
  private void requireOwn(VirtualNode node) {
    if (!node.localMember().status().isUp()) {
      return;
    }
    Map<String, ServiceInstance> registered = new TreeMap<>();
    node.services().forEach(instance -> registered.put(instance.id(), instance));
    Map<String, ServiceInstance> shown = new TreeMap<>();
    for (ServiceView view : node.catalog().services()) {
      for (ServiceEntry entry : view.entries()) {
        if (entry.instance().node().equals(node.name())) {
          shown.put(entry.instance().id(), entry.instance());
        }
      }
    }
    if (!shown.equals(registered)) {
      throw simulation.broken(node, "has registered " + registered + " and shows " + shown);
    }
  }

  @Override
  public void onCatalogChanged(VirtualNode node, CatalogSnapshot before, CatalogSnapshot after) {
    if (after.version() <= before.version()) {
      throw simulation.broken(
          node, "its catalog changed from version " + before.version() + " to " + after.version());
    }
    for (ServiceView view : after.services()) {
      if (isNew(view, before)) {
        view.entries().forEach(entry -> requireNotOlder(node, entry.instance()));
      }
    }
    for (ServiceView view : before.services()) {
      if (isNew(view, after)) {
        view.entries().forEach(entry -> noteGone(node, entry.instance(), after));
      }
    }
  }

  /** A catalog replaces the view of a service when, and only when, that service changed. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isNew(ServiceView view, CatalogSnapshot other) {
    return view != other.service(view.service());
  }

  private void requireNotOlder(VirtualNode node, ServiceInstance instance) {
    Key key = new Key(instance.node(), instance.id());
    long number = number(node, key, instance);
    Long last = seen.of(node).put(key, number);
    if (last != null && number < last && !mayBeOfForgottenLife(key, instance)) {
      throw simulation.broken(
          node, "shows " + instance + ", revision " + number + ", after it had seen " + last);
    }
  }

  /** The same record may have been registered in several lives. */
  private boolean mayBeOfForgottenLife(Key key, ServiceInstance instance) {
    long lastForgotten = forgotten.getOrDefault(key.owner, 0L);
    return history.getOrDefault(key, List.of()).stream()
        .anyMatch(r -> r.number <= lastForgotten && r.instance.equals(instance));
  }

  /** The latest revision that says this: the same record may be registered again. */
  private long number(VirtualNode node, Key key, ServiceInstance instance) {
    List<Revision> revised = history.getOrDefault(key, List.of());
    for (int i = revised.size() - 1; i >= 0; i--) {
      if (revised.get(i).instance.equals(instance)) {
        return revised.get(i).number;
      }
    }
    throw simulation.broken(node, "shows what nobody registered: " + instance);
  }

  /** An instance that vanished while its owner was up was deregistered: it must not come back. */
  private void noteGone(VirtualNode node, ServiceInstance instance, CatalogSnapshot after) {
    Key key = new Key(instance.node(), instance.id());
    boolean shown =
        after.services().stream() // it may have moved to another service
            .flatMap(view -> view.entries().stream())
            .anyMatch(entry -> isOf(key, entry.instance()));
    boolean ownerUp = node.member(key.owner).map(Member::status).filter(s -> s.isUp()).isPresent();
    Long deregistered = gone.get(key);
    if (!shown && ownerUp && deregistered != null) {
      seen.of(node).merge(key, seen.of(node).getOrDefault(key, 0L) + 1, Math::max);
    }
  }

  private static boolean isOf(Key key, ServiceInstance instance) {
    return instance.node().equals(key.owner) && instance.id().equals(key.id);
  }
}
