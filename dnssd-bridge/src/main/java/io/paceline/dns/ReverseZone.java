package io.paceline.dns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;

/**
 * A reverse zone that this server owns: the addresses of nodes and of services, and the browsing
 * domains for clients that look for them by their network (RFC 6763 section 11). Immutable.
 */
final class ReverseZone implements Zone {
  private final Name origin;
  private final Name domain;
  private final List<Name> browsingDomains;

  ReverseZone(Name origin, DnsConfig config) {
    this.origin = origin;
    this.domain = config.domain();
    this.browsingDomains = config.browsingDomains();
  }

  @Override
  public Name origin() {
    return origin;
  }

  @Override
  public @Nullable NameRecords find(Lookup lookup) {
    ReverseName reverse = ReverseName.parse(lookup.name());
    if (reverse == null) {
      return enumeration(lookup);
    }
    if (reverse.isWhole()) {
      return pointers(lookup.name(), reverse, domain, lookup.index());
    }
    boolean above = lookup.index().hasAddressBelow(reverse.hex(), reverse.digits());
    return above ? NameRecords.NONE : null;
  }

  private @Nullable NameRecords enumeration(Lookup lookup) {
    List<String> labels = lookup.labels();
    int size = labels.size();
    boolean below =
        size >= 3 && Labels.same(labels.get(1), "_dns-sd") && Labels.same(labels.get(2), "_udp");
    if (!below || browsingDomains.isEmpty()) {
      return null;
    }
    return switch (Labels.lowerCase(labels.get(0))) {
      case "b", "r", "lb" -> new PointerRecords(domains(lookup.name(), browsingDomains), null);
      case "db", "dr" ->
          new PointerRecords(domains(lookup.name(), browsingDomains.subList(0, 1)), null);
      default -> null;
    };
  }

  private static List<Record> domains(Name owner, List<Name> domains) {
    List<Record> pointers = new ArrayList<>();
    domains.forEach(target -> pointers.add(new PTRRecord(owner, DClass.IN, 0, target)));
    return pointers;
  }

  /**
   * The nodes at an address, or else the services, named in the primary domain and not to be cached
   * (as in Consul).
   */
  static @Nullable NameRecords pointers(
      Name owner, ReverseName reverse, Name domain, CatalogIndex index) {
    List<Record> pointers = pointers(owner, "node", index.nodesAt(reverse.hex()), domain);
    if (pointers.isEmpty()) {
      pointers = pointers(owner, "service", index.servicesAt(reverse.hex()), domain);
    }
    return pointers.isEmpty() ? null : new PointerRecords(pointers, null);
  }

  private static List<Record> pointers(
      Name owner, String kind, List<CatalogIndex.Located> located, Name domain) {
    List<Record> pointers = new ArrayList<>();
    for (CatalogIndex.Located each : located) {
      Name below = Labels.prepend(kind, Labels.prepend(each.datacenter(), domain));
      Name target = below == null ? null : Labels.prependDotted(each.name(), below);
      if (target != null) {
        pointers.add(new PTRRecord(owner, DClass.IN, 0, target));
      }
    }
    return pointers;
  }
}
