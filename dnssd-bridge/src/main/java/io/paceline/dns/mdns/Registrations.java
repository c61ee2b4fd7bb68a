package io.paceline.dns.mdns;

import io.paceline.gossip.GossipCatalog;
import io.paceline.service.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The imported instances that this node has in the catalog. Not safe for use by several threads.
 */
final class Registrations {
  private static final Logger log = LoggerFactory.getLogger(Registrations.class);

  private final GossipCatalog catalog;
  private final Map<String, ServiceInstance> registered = new LinkedHashMap<>();

  Registrations(GossipCatalog catalog) {
    this.catalog = catalog;
  }

  /** What an earlier life of this node imported, and its data directory kept. */
  List<ServiceInstance> recover() {
    for (ServiceInstance instance : catalog.registrations()) {
      if (Imports.isImported(instance)) {
        registered.put(instance.id(), instance.toBuilder().node("").build());
      }
    }
    return List.copyOf(registered.values());
  }

  /** Registers and deregisters until just these are there. */
  void become(Map<String, ServiceInstance> wanted) {
    for (String id : List.copyOf(registered.keySet())) {
      if (!wanted.containsKey(id)) {
        registered.remove(id);
        var unused = catalog.deregister(id);
      }
    }
    for (ServiceInstance instance : wanted.values()) {
      if (!instance.equals(registered.put(instance.id(), instance))) {
        register(instance);
      }
    }
  }

  List<String> ids() {
    return List.copyOf(registered.keySet());
  }

  private void register(ServiceInstance instance) {
    var unused =
        catalog
            .register(instance)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.warn("Not imported from mDNS: {}", failure.toString());
                  }
                });
  }
}
