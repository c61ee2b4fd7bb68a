package io.paceline.gossip;

import io.paceline.gossip.engine.Command;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.service.checks.HealthCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The services that a node owns, as they were registered, and which checks run for each. Changes
 * come from the engine's thread only; any thread may read.
 */
final class OwnServices {
  /**
   * One service.
   *
   * @param watched compared by identity: the checks of an earlier registration may still report
   * @param restored from a data directory, and not registered in this life
   */
  private record Owned(ServiceInstance instance, List<HealthCheck> watched, boolean restored) {}

  private final String nodeName;
  private final LongSupplier epochMillis;
  private final Map<String, Owned> byId = new LinkedHashMap<>(); // guarded by this

  OwnServices(String nodeName, LongSupplier epochMillis) {
    this.nodeName = nodeName;
    this.epochMillis = epochMillis;
  }

  synchronized List<ServiceInstance> list() {
    return byId.values().stream().map(Owned::instance).toList();
  }

  synchronized ServiceInstance require(String id) {
    Owned owned = byId.get(id);
    if (owned == null) {
      throw new IllegalArgumentException("this node owns no service with the id \"" + id + "\"");
    }
    return owned.instance;
  }

  static void requireSameId(String id, ServiceInstance changed) {
    if (!changed.id().equals(id)) {
      throw new IllegalArgumentException(
          "service \"" + id + "\" must keep its id, not become \"" + changed.id() + "\"");
    }
  }

  @SuppressWarnings("ReferenceEquality") // replaced whenever something changes
  synchronized boolean isStill(ServiceInstance instance) {
    Owned owned = byId.get(instance.id());
    return owned != null && owned.instance == instance;
  }

  @SuppressWarnings("ReferenceEquality")
  synchronized boolean isWatchedBy(String id, List<HealthCheck> watched) {
    Owned owned = byId.get(id);
    return owned != null && owned.watched == watched;
  }

  // Changes.

  synchronized void put(ServiceInstance instance, List<HealthCheck> watched) {
    byId.put(instance.id(), new Owned(instance, watched, false));
  }

  synchronized void restore(ServiceInstance instance) {
    byId.put(instance.id(), new Owned(instance, List.of(), true));
  }

  synchronized void replace(ServiceInstance instance) {
    Owned old = byId.get(instance.id());
    if (old != null) {
      byId.put(instance.id(), new Owned(instance, old.watched, old.restored));
    }
  }

  synchronized boolean remove(String id) {
    return byId.remove(id) != null;
  }

  // What is registered.

  /** A list that is the same object as no other one. */
  static List<HealthCheck> distinct(List<HealthCheck> checks) {
    return Collections.unmodifiableList(new ArrayList<>(checks));
  }

  /**
   * The node's name, and when the warm-up began: now, unless the service was registered in this
   * life before. What a data directory remembers does not count: the process is cold.
   */
  synchronized ServiceInstance filledIn(ServiceInstance instance) {
    ServiceInstance.Builder ours = instance.toBuilder().node(nodeName);
    if (!instance.warmUp().isZero() && instance.startedAtEpochMillis() == 0) {
      ours.startedAtEpochMillis(startOf(byId.get(instance.id())));
    }
    return ours.build();
  }

  private long startOf(@Nullable Owned before) {
    long start = before == null || before.restored ? 0 : before.instance.startedAtEpochMillis();
    return start != 0 ? start : epochMillis.getAsLong();
  }

  /** Results of checks take the place of those with the same ids. */
  static ServiceInstance withResults(ServiceInstance instance, List<Check> results) {
    Map<String, Check> all = new LinkedHashMap<>();
    instance.checks().forEach(check -> all.put(check.id(), check));
    results.forEach(check -> all.put(check.id(), check));
    return instance.toBuilder().checks(List.copyOf(all.values())).build();
  }

  /** The service with new results, unless these checks are no longer its own. */
  synchronized Optional<Command> withResults(
      String id, List<HealthCheck> watched, List<Check> results) {
    Owned owned = byId.get(id);
    return owned == null || !isWatchedBy(id, watched)
        ? Optional.empty()
        : Optional.of(new Command.Register(withResults(owned.instance, results)));
  }

  /** A result that nobody renews must not say for ever that all is well. */
  static ServiceInstance unchecked(ServiceInstance instance) {
    List<Check> checks = instance.checks().stream().map(OwnServices::unchecked).toList();
    return instance.toBuilder().checks(checks).build();
  }

  private static Check unchecked(Check check) {
    return check.type().isEmpty()
        ? check
        : new Check(
            check.id(),
            check.name(),
            HealthStatus.CRITICAL,
            check.type(),
            check.notes(),
            "not checked since the restart");
  }
}
