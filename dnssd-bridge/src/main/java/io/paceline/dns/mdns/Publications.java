package io.paceline.dns.mdns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services of this node should be on the link, and the steps that lead there from what is.
 * Sends nothing itself. Not safe for use by several threads.
 */
final class Publications {
  private static final Logger log = LoggerFactory.getLogger(Publications.class);

  /**
   * How long a name rests before it is published with another port. JmDNS remembers its own old SRV
   * record for 10 s and would take the new one for a conflict.
   */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(11);

  /** What is to be done next. */
  sealed interface Step {
    LocalService service();

    record Publish(LocalService service) implements Step {}

    record ChangeText(LocalService service) implements Step {}

    record Withdraw(LocalService service) implements Step {}
  }

  private final String node;
  private final List<String> services;
  private final Function<ServiceView, List<String>> names;

  /** By full name in lower case: names on a link are compared without case. */
  private final Map<String, LocalService> published = new LinkedHashMap<>();

  /** Until when a withdrawn name rests, in the same form. */
  private final Map<String, Long> rests = new HashMap<>();

  /** Why an instance cannot be published, by id, so that it is said once. */
  private final Map<String, String> refused = new LinkedHashMap<>();

  /**
   * @param names gives the instance names of all entries of a view, in their order
   */
  Publications(String node, List<String> services, Function<ServiceView, List<String>> names) {
    this.node = node;
    this.services = services;
    this.names = names;
  }

  /** What leads to the state of the catalog; withdrawals come first. */
  List<Step> reconcile(long nowNanos, CatalogSnapshot catalog) {
    rests.values().removeIf(until -> until - nowNanos <= 0);
    Map<String, LocalService> wanted = wanted(catalog);
    List<Step> steps = new ArrayList<>();
    for (LocalService old : List.copyOf(published.values())) {
      LocalService next = wanted.get(key(old));
      if (next == null || next.port() != old.port()) {
        published.remove(key(old));
        rests.put(key(old), nowNanos + REST_NANOS);
        steps.add(new Step.Withdraw(old));
      }
    }
    for (LocalService next : wanted.values()) {
      LocalService old = published.get(key(next));
      if (old != null && old.differsInTextOnly(next)) {
        published.put(key(next), next);
        steps.add(new Step.ChangeText(next));
      } else if (old == null && !rests.containsKey(key(next))) {
        published.put(key(next), next);
        steps.add(new Step.Publish(next));
      }
    }
    return steps;
  }

  /** Whether a name waits to be published again; {@link #reconcile} is due when it has rested. */
  boolean rests() {
    return !rests.isEmpty();
  }

  /** Nothing is on the link any more: whoever published it is gone. */
  void reset() {
    published.clear();
    rests.clear();
  }

  List<LocalService> published() {
    return List.copyOf(published.values());
  }

  /** Ids of instances that cannot be published. */
  List<String> refused() {
    return List.copyOf(refused.keySet());
  }

  private Map<String, LocalService> wanted(CatalogSnapshot catalog) {
    Map<String, LocalService> wanted = new LinkedHashMap<>();
    Map<String, String> refusedNow = new LinkedHashMap<>();
    for (String service : services) {
      ServiceView view = catalog.service(service);
      List<String> viewNames = names.apply(view);
      for (int i = 0; i < viewNames.size(); i++) {
        ServiceEntry entry = view.entries().get(i);
        if (isOurs(entry)) {
          add(entry, viewNames.get(i), wanted, refusedNow);
        }
      }
    }
    refused.clear();
    refused.putAll(refusedNow);
    return wanted;
  }

  /** What came from a link does not go back to one, and critical instances are not offered. */
  private boolean isOurs(ServiceEntry entry) {
    return entry.instance().node().equals(node)
        && !Imports.isImported(entry.instance())
        && entry.instance().health() != HealthStatus.CRITICAL;
  }

  private void add(
      ServiceEntry entry,
      String name,
      Map<String, LocalService> wanted,
      Map<String, String> refusedNow) {
    String id = entry.instance().id();
    try {
      LocalService service = LocalService.of(entry.instance(), name);
      wanted.putIfAbsent(key(service), service);
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      refusedNow.put(id, reason);
      if (!reason.equals(refused.get(id))) {
        log.warn("Not published by mDNS: {}", reason);
      }
    }
  }

  private static String key(LocalService service) {
    return service.fullName().toLowerCase(java.util.Locale.ROOT);
  }
}
