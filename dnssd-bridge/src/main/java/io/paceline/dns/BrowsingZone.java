package io.paceline.dns;

import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import io.paceline.service.Transport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;

/**
 * A domain for DNS service discovery (RFC 6763): service types, instances, subtypes and the domain
 * enumeration itself, with the hosts that its SRV records point at. Immutable.
 */
final class BrowsingZone implements Zone {
  private static final String DNS_SD = "_dns-sd";
  private static final String SUBTYPE = "_sub";

  private final Name origin;
  private final HostNames hosts;
  private final TtlSettings ttls;
  private final AnswerSettings settings;

  BrowsingZone(Name origin, DnsConfig config, HostNames hosts) {
    this.origin = origin;
    this.hosts = hosts;
    this.ttls = config.ttls();
    this.settings = config.answers();
  }

  @Override
  public Name origin() {
    return origin;
  }

  @Override
  public @Nullable NameRecords find(Lookup lookup) {
    List<String> labels = lookup.labels();
    int size = labels.size();
    String last = Labels.lowerCase(labels.get(size - 1));
    if (!last.equals("_tcp") && !last.equals("_udp")) {
      return host(lookup);
    }
    if (size == 1) {
      return NameRecords.NONE;
    }
    if (last.equals("_udp") && Labels.same(labels.get(size - 2), DNS_SD)) {
      return size > 3 ? null : meta(size == 2 ? "" : labels.get(0), lookup);
    }
    ServiceType type = ServiceType.parse(labels.get(size - 2), last);
    return type == null ? null : service(type, lookup);
  }

  private @Nullable NameRecords host(Lookup lookup) {
    ConsulName name = ConsulName.parse(lookup.labels());
    if (name == null || !hosts.isDatacenter(name.datacenter(), lookup.index())) {
      return null;
    }
    return switch (name.kind()) {
      case NODE -> hosts.node(name, lookup);
      case ADDRESS -> hosts.address(name, lookup);
      case DATACENTER -> NameRecords.NONE;
      case SERVICE, SERVICE_IMPLIED -> null;
    };
  }

  /** Below {@code _dns-sd._udp}: all types (section 9), and the domains to use (section 11). */
  private @Nullable NameRecords meta(String label, Lookup lookup) {
    return switch (Labels.lowerCase(label)) {
      case "" -> NameRecords.NONE;
      case "_services" -> new PointerRecords(types(lookup), Basis.of(lookup.catalog()));
      case "b", "db", "r", "dr", "lb" ->
          new PointerRecords(List.of(pointer(lookup.name(), 0, lookup.origin())), null);
      default -> null;
    };
  }

  private List<Record> types(Lookup lookup) {
    List<Record> pointers = new ArrayList<>();
    for (ServiceView view : lookup.catalog().services()) {
      for (Transport transport : Transport.values()) {
        boolean offered = view.entries().stream().anyMatch(e -> isOffered(e, transport));
        Name type = offered ? new ServiceType(view.service(), transport).in(lookup.origin()) : null;
        if (type != null) {
          pointers.add(pointer(lookup.name(), ttls.serviceSeconds(view.service()), type));
        }
      }
    }
    return pointers;
  }

  private boolean isOffered(ServiceEntry entry, Transport transport) {
    return entry.instance().transport() == transport
        && ServiceRecords.isAnswerable(entry, settings);
  }

  private @Nullable NameRecords service(ServiceType type, Lookup lookup) {
    List<Instance> instances = instances(type, lookup);
    List<String> labels = lookup.labels();
    return switch (labels.size()) {
      case 2 -> pointers(instances, lookup);
      case 3 -> instance(labels.get(0), instances, lookup);
      case 4 ->
          Labels.same(labels.get(1), SUBTYPE) ? subtype(labels.get(0), instances, lookup) : null;
      default -> null;
    };
  }

  private List<Instance> instances(ServiceType type, Lookup lookup) {
    Name domain = type.in(lookup.origin());
    ServiceView view = lookup.catalog().service(type.service());
    List<ServiceEntry> all = view.entries();
    List<String> names = InstanceName.of(all); // of all: a name must not depend on health
    long ttl = ttls.serviceSeconds(type.service());
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Name name = Labels.prepend(names.get(i), domain);
      if (name != null && isOffered(all.get(i), type.transport())) {
        instances.add(new Instance(name, lookup.origin(), all.get(i), ttl, hosts, Basis.of(view)));
      }
    }
    return instances;
  }

  private static @Nullable NameRecords pointers(List<Instance> instances, Lookup lookup) {
    if (instances.isEmpty()) {
      return null;
    }
    List<Record> pointers = new ArrayList<>(instances.size());
    for (Instance instance : instances) {
      pointers.add(pointer(lookup.name(), instance.ttl(), instance.owner()));
    }
    return new PointerRecords(
        pointers, answers -> behind(instances, answers), instances.get(0).basis());
  }

  /** SRV and TXT of each instance, then the addresses of the targets (section 12.1). */
  private static List<Record> behind(List<Instance> instances, List<Record> shown) {
    Set<Name> names = new HashSet<>();
    shown.forEach(answer -> names.add(((PTRRecord) answer).getTarget()));
    List<Instance> chosen = instances.stream().filter(i -> names.contains(i.owner())).toList();
    Set<Record> records = new LinkedHashSet<>();
    chosen.forEach(i -> records.addAll(i.server()));
    chosen.forEach(i -> records.add(i.text()));
    chosen.forEach(i -> records.addAll(i.addresses()));
    return List.copyOf(records);
  }

  private @Nullable NameRecords instance(String label, List<Instance> instances, Lookup lookup) {
    for (Instance instance : instances) {
      if (instance.owner().equals(lookup.name())) {
        return instance.ownedBy(lookup.name());
      }
    }
    boolean aboveSubtypes =
        Labels.same(label, SUBTYPE)
            && instances.stream().anyMatch(i -> !i.entry().instance().tags().isEmpty());
    return aboveSubtypes ? NameRecords.NONE : null;
  }

  /** Section 7.1: each tag is a subtype, with or without an underscore before it. */
  private static @Nullable NameRecords subtype(
      String label, List<Instance> instances, Lookup lookup) {
    String tag = label.startsWith("_") ? label.substring(1) : label;
    List<Instance> chosen = new ArrayList<>(instances);
    chosen.removeIf(
        i ->
            i.entry().instance().tags().stream()
                .noneMatch(t -> Labels.same(t, tag) || Labels.same(t, label)));
    return pointers(chosen, lookup);
  }

  private static Record pointer(Name owner, long ttl, Name target) {
    return new PTRRecord(owner, DClass.IN, ttl, target);
  }
}
