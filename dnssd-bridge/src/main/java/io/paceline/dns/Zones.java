package io.paceline.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** The zones of a server. A name belongs to the one with the longest matching name. Immutable. */
final class Zones {
  private final List<Zone> longestFirst;

  Zones(List<Zone> zones) {
    List<Zone> sorted = new ArrayList<>(zones);
    sorted.sort(Comparator.comparingInt((Zone zone) -> zone.origin().labels()).reversed());
    longestFirst = List.copyOf(sorted);
  }

  static Zones of(DnsConfig config) {
    HostNames hosts = new HostNames(config);
    List<Zone> zones = new ArrayList<>();
    zones.add(new ConsulZone(config.domain(), config, hosts));
    config.alternativeDomain().ifPresent(d -> zones.add(new ConsulZone(d, config, hosts)));
    config.browsingDomains().forEach(d -> zones.add(new BrowsingZone(d, config, hosts)));
    config.reverseZones().forEach(d -> zones.add(new ReverseZone(d, config)));
    return new Zones(zones);
  }

  /** The zone that a name belongs to; null if it is none of ours. */
  @Nullable Zone of(Name name) {
    for (Zone zone : longestFirst) {
      if (name.subdomain(zone.origin())) {
        return zone;
      }
    }
    return null;
  }
}
