package io.paceline.dns;

import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import io.paceline.service.Transport;
import io.paceline.service.selection.SelectionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The zone with Consul's names: services, tags, nodes and addresses. What differs from Consul, and
 * which standard asks for it, is listed in {@code docs/dns.md}. Immutable.
 */
final class ConsulZone implements Zone {
  private static final String ANY_TRANSPORT = "_tcp";

  private final Name origin;
  private final HostNames hosts;
  private final TtlSettings ttls;
  private final AnswerSettings settings;
  private final SelectionPolicy policy;

  ConsulZone(Name origin, DnsConfig config, HostNames hosts) {
    this.origin = origin;
    this.hosts = hosts;
    this.ttls = config.ttls();
    this.settings = config.answers();
    this.policy = settings.narrowed(config.selection().consul());
  }

  @Override
  public Name origin() {
    return origin;
  }

  @Override
  public @Nullable NameRecords find(Lookup lookup) {
    ConsulName name = ConsulName.parse(lookup.labels());
    if (name == null || !hosts.isDatacenter(name.datacenter(), lookup.index())) {
      return null;
    }
    return switch (name.kind()) {
      case SERVICE -> service(name, lookup);
      case SERVICE_IMPLIED -> impliedService(name, lookup);
      case NODE -> hosts.node(name, lookup);
      case ADDRESS -> hosts.address(name, lookup);
      case DATACENTER -> NameRecords.NONE;
    };
  }

  private @Nullable NameRecords service(ConsulName name, Lookup lookup) {
    List<String> labels = name.labels();
    if (labels.isEmpty()) {
      return NameRecords.NONE;
    }
    if (name.isUnderscored()) {
      return underscored(name, lookup);
    }
    int last = labels.size() - 1;
    String tag = String.join(".", labels.subList(0, last));
    NameRecords found = tagged(name, lookup, labels.get(last), tag);
    boolean aboveUnderscored = last == 0 && Labels.same(labels.get(0), ANY_TRANSPORT);
    return found == null && aboveUnderscored ? NameRecords.NONE : found;
  }

  /** {@code _web._tcp.consul}: has SRV records only, and then exists for every type (RFC 2308). */
  private @Nullable NameRecords impliedService(ConsulName name, Lookup lookup) {
    if (name.isUnderscored()) {
      NameRecords found = underscored(name, lookup);
      return found == null ? null : new ServersOnly(found);
    }
    boolean above = name.labels().size() == 1 && Labels.same(name.labels().get(0), "_tcp");
    return above ? NameRecords.NONE : null;
  }

  /** RFC 2782: {@code _tcp} takes all instances, {@code _udp} those by UDP, others are tags. */
  private @Nullable NameRecords underscored(ConsulName name, Lookup lookup) {
    String service = name.labels().get(0).substring(1);
    String tag = name.labels().get(1).substring(1);
    if (Labels.same(tag, Transport.TCP.label())) {
      return select(name, lookup, service, entry -> true);
    }
    Predicate<ServiceEntry> wanted = entry -> hasTag(entry, tag);
    if (Labels.same(tag, Transport.UDP.label())) {
      wanted = wanted.or(entry -> entry.instance().transport() == Transport.UDP);
    }
    return select(name, lookup, service, wanted);
  }

  private @Nullable NameRecords tagged(ConsulName name, Lookup lookup, String service, String tag) {
    if (tag.isEmpty()) {
      return select(name, lookup, service, entry -> true);
    }
    NameRecords found = select(name, lookup, service, entry -> hasTag(entry, tag));
    if (found != null) {
      return found;
    }
    // below b.web.service lies a.b.web.service, if a tag "a.b" is about
    boolean above = select(name, lookup, service, entry -> hasTagBelow(entry, tag)) != null;
    return above ? NameRecords.NONE : null;
  }

  private @Nullable ServiceRecords select(
      ConsulName name, Lookup lookup, String service, Predicate<ServiceEntry> wanted) {
    List<ServiceEntry> chosen = new ArrayList<>();
    ServiceView view = lookup.catalog().service(service);
    for (ServiceEntry entry : view.entries()) {
      if (hosts.isIn(entry.node(), name.datacenter()) && wanted.test(entry)) {
        chosen.add(entry);
      }
    }
    Offer offer = Offer.of(chosen, policy, lookup.context());
    long ttl = ttls.serviceSeconds(service);
    Basis basis = Basis.of(view, offer.validUntilEpochMillis());
    return offer.isEmpty() ? null : new ServiceRecords(lookup, offer, hosts, settings, ttl, basis);
  }

  private static boolean hasTag(ServiceEntry entry, String tag) {
    for (String each : entry.instance().tags()) {
      if (Labels.same(each, tag)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasTagBelow(ServiceEntry entry, String tag) {
    String suffix = "." + Labels.lowerCase(tag);
    return entry.instance().tags().stream()
        .anyMatch(each -> Labels.lowerCase(each).endsWith(suffix));
  }

  /** The SRV records of a name, without its other records. */
  private record ServersOnly(NameRecords all) implements NameRecords {
    @Override
    public List<Record> of(int type) {
      return type == Type.SRV ? all.of(type) : List.of();
    }

    @Override
    public List<Integer> types() {
      return List.of(Type.SRV);
    }

    @Override
    public List<Record> additional(int type, List<Record> answers) {
      return all.additional(type, answers);
    }

    @Override
    public @Nullable Basis basis() {
      return all.basis();
    }
  }
}
