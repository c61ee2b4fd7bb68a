package io.paceline.dns.mdns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.selection.RendezvousRank;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What was seen on the link, and which of it this node should register in the catalog: what nobody
 * else has registered. Of several nodes that see the same, the first by rendezvous hash keeps it.
 * Registers nothing itself. Not safe for use by several threads.
 */
final class Imports {
  /** More are not imported: anybody on a link can announce without end. */
  static final int MAX = 1_000;

  /** Service meta that tells an imported instance from one that its owner registered. */
  static final String SOURCE = "paceline-source";

  static final String MDNS = "mdns";

  /** After a new start of the responder: what was not seen again by then is gone. */
  private static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** What was seen last of an instance, and whether the present responder has yet to see it. */
  private record Seen(ServiceInstance instance, boolean unproven) {}

  private final String node;
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private long proofDeadline;
  private long dropped;

  Imports(String node) {
    this.node = node;
  }

  static boolean isImported(ServiceInstance instance) {
    return MDNS.equals(instance.meta().get(SOURCE));
  }

  /** An instance was seen, or seen again, perhaps changed. */
  void found(ServiceInstance instance) {
    if (seen.size() >= MAX && !seen.containsKey(instance.id())) {
      dropped++;
      return;
    }
    seen.put(instance.id(), new Seen(instance, false));
  }

  /** An instance said goodbye, or its records ran out. */
  void lost(String id) {
    seen.remove(id);
  }

  /** The responder began anew and knows nothing: all that it knew must be seen again. */
  void restart(long nowNanos) {
    seen.replaceAll((id, was) -> new Seen(was.instance, true));
    proofDeadline = nowNanos + PROOF_NANOS;
  }

  /** Forgets what was not seen again in time. */
  void expire(long nowNanos) {
    if (nowNanos - proofDeadline >= 0) {
      seen.values().removeIf(Seen::unproven);
    }
  }

  /** All that is on the link, whoever imports it. */
  List<ServiceInstance> seen() {
    return seen.values().stream().map(Seen::instance).toList();
  }

  /** How many instances were not imported for want of room. */
  long dropped() {
    return dropped;
  }

  /** What this node should have registered of it, by id. */
  Map<String, ServiceInstance> wanted(CatalogSnapshot catalog) {
    Map<String, ServiceInstance> wanted = new LinkedHashMap<>();
    for (Seen was : seen.values()) {
      ServiceInstance instance = was.instance;
      if (isOurs(instance, catalog.service(instance.service()).entries())) {
        wanted.put(instance.id(), instance);
      }
    }
    return wanted;
  }

  private boolean isOurs(ServiceInstance instance, List<ServiceEntry> others) {
    for (ServiceEntry other : others) {
      boolean imported = isImported(other.instance());
      if (!imported && isSame(instance, other)) {
        return false; // published on the link by a peer, or by us, from this very catalog
      }
      if (imported && other.instance().id().equals(instance.id()) && isBefore(other.instance())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(ServiceInstance instance, ServiceEntry other) {
    return instance.port() == other.instance().port()
        && instance.transport() == other.instance().transport()
        && instance.address().equals(other.address());
  }

  private boolean isBefore(ServiceInstance other) {
    return RendezvousRank.of(node, other.id(), List.of(other.node())) > 0;
  }
}
