package io.paceline.dns;

import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import io.paceline.service.Transport;
import io.paceline.service.selection.SelectionPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
  private final SelectionPolicy policy;

  BrowsingZone(Name origin, DnsConfig config, HostNames hosts) {
    this.origin = origin;
    this.hosts = hosts;
    this.ttls = config.ttls();
    this.policy = config.answers().narrowed(config.selection().browsing());
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
        && entry.instance().health().compareTo(policy.worstHealth()) <= 0;
  }

  private @Nullable NameRecords service(ServiceType type, Lookup lookup) {
    List<String> labels = lookup.labels();
    return switch (labels.size()) {
      case 2 -> pointers(type, lookup, entry -> true);
      case 3 -> instance(labels.get(0), type, lookup);
      case 4 ->
          Labels.same(labels.get(1), SUBTYPE)
              ? pointers(type, lookup, entry -> hasSubtype(entry, labels.get(0)))
              : null;
      default -> null;
    };
  }

  /** Those that deserve new work; the others are found by name only. */
  private @Nullable NameRecords pointers(
      ServiceType type, Lookup lookup, Predicate<ServiceEntry> wanted) {
    ServiceView view = lookup.catalog().service(type.service());
    List<ServiceEntry> all =
        view.select(e -> e.instance().transport() == type.transport() && wanted.test(e));
    Offer offer = Offer.of(all, policy, lookup.context());
    if (offer.isEmpty()) {
      boolean above = all.stream().anyMatch(e -> isOffered(e, type.transport()));
      return above ? NameRecords.NONE : null;
    }
    Map<ServiceEntry, Instance> named = instances(type, lookup);
    List<Instance> instances = new ArrayList<>();
    List<Record> pointers = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    for (int i = 0; i < offer.entries().size(); i++) {
      Instance instance = named.get(offer.entries().get(i));
      if (instance != null) {
        instances.add(instance);
        pointers.add(pointer(lookup.name(), instance.ttl(), instance.owner()));
        weights.add(offer.weights().get(i));
      }
    }
    Basis basis = Basis.of(view, offer.validUntilEpochMillis());
    return pointers.isEmpty()
        ? null
        : new PointerRecords(pointers, weights, answers -> behind(instances, answers), basis);
  }

  /** The instances in good enough health, by their names, in the order of the view. */
  private Map<ServiceEntry, Instance> instances(ServiceType type, Lookup lookup) {
    Name domain = type.in(lookup.origin());
    ServiceView view = lookup.catalog().service(type.service());
    List<ServiceEntry> all = view.entries();
    List<String> names = InstanceName.of(all); // of all: a name must not depend on health
    long ttl = ttls.serviceSeconds(type.service());
    Map<ServiceEntry, Instance> instances = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      ServiceEntry entry = all.get(i);
      Name name = Labels.prepend(names.get(i), domain);
      if (name != null && isOffered(entry, type.transport())) {
        instances.put(
            entry, new Instance(name, lookup.origin(), entry, ttl, hosts, Basis.of(view)));
      }
    }
    return instances;
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

  private @Nullable NameRecords instance(String label, ServiceType type, Lookup lookup) {
    Map<ServiceEntry, Instance> instances = instances(type, lookup);
    for (Instance instance : instances.values()) {
      if (instance.owner().equals(lookup.name())) {
        return instance.ownedBy(lookup.name());
      }
    }
    boolean aboveSubtypes =
        Labels.same(label, SUBTYPE)
            && instances.keySet().stream().anyMatch(e -> !e.instance().tags().isEmpty());
    return aboveSubtypes ? NameRecords.NONE : null;
  }

  /** Section 7.1: each tag is a subtype, with or without an underscore before it. */
  private static boolean hasSubtype(ServiceEntry entry, String label) {
    String tag = label.startsWith("_") ? label.substring(1) : label;
    return entry.instance().tags().stream()
        .anyMatch(each -> Labels.same(each, tag) || Labels.same(each, label));
  }

  private static Record pointer(Name owner, long ttl, Name target) {
    return new PTRRecord(owner, DClass.IN, ttl, target);
  }
}
