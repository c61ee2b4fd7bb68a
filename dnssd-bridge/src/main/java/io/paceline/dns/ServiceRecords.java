package io.paceline.dns;

import io.paceline.service.ServiceEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * The records of a service under Consul's domain: the addresses of its instances and where each of
 * them listens. Used by one question.
 */
final class ServiceRecords implements NameRecords {
  private static final int PRIORITY = 1;

  private final Zone.Lookup lookup;
  private final List<ServiceEntry> entries;
  private final List<Integer> weights;
  private final HostNames hosts;
  private final AnswerSettings settings;
  private final long ttl;
  private final Basis basis;

  ServiceRecords(
      Zone.Lookup lookup,
      Offer offer,
      HostNames hosts,
      AnswerSettings settings,
      long ttl,
      Basis basis) {
    this.lookup = lookup;
    this.entries = offer.entries();
    this.weights = offer.weights();
    this.hosts = hosts;
    this.settings = settings;
    this.ttl = ttl;
    this.basis = basis;
  }

  @Override
  public List<Record> of(int type) {
    return switch (type) {
      case Type.A, Type.AAAA -> addressesOrAlias(type);
      case Type.CNAME -> alias();
      case Type.SRV -> new ArrayList<>(servers().keySet());
      case Type.TXT -> settings.serviceTxt() ? texts() : List.of();
      default -> List.of();
    };
  }

  @Override
  public List<Integer> types() {
    boolean alias = !alias().isEmpty();
    return alias
        ? List.of(Type.CNAME, Type.SRV, Type.TXT)
        : List.of(Type.A, Type.AAAA, Type.SRV, Type.TXT);
  }

  @Override
  public List<Record> additional(int type, List<Record> answers) {
    if (type != Type.SRV) {
      return List.of();
    }
    Map<Record, ServiceEntry> servers = servers();
    Set<Record> found = new LinkedHashSet<>();
    for (Record answer : answers) {
      ServiceEntry entry = servers.get(answer);
      if (entry != null) {
        found.addAll(hosts.addresses(((SRVRecord) answer).getTarget(), entry));
      }
    }
    // behind all addresses, so that it is dropped before the first of them
    for (Record answer : answers) {
      ServiceEntry entry = servers.get(answer);
      if (entry != null) {
        found.addAll(hosts.nodeMeta(entry, lookup.origin()));
      }
    }
    return List.copyOf(found);
  }

  @Override
  public List<Integer> weights(int type, List<Record> answers) {
    return switch (type) {
      case Type.SRV -> answers.stream().map(r -> ((SRVRecord) r).getWeight()).toList();
      case Type.A, Type.AAAA -> addressWeights(type, answers);
      default -> List.of();
    };
  }

  /** Instances that share an address share a record, which comes first as often as they all. */
  private List<Integer> addressWeights(int type, List<Record> answers) {
    Map<Record, Integer> sums = new LinkedHashMap<>();
    answers.forEach(answer -> sums.put(answer, 0));
    for (int i = 0; i < entries.size(); i++) {
      IpAddress ip = IpAddress.parse(entries.get(i).address());
      if (ip != null && ip.type() == type) {
        sums.merge(ip.record(lookup.name(), ttl), weights.get(i), ServiceRecords::sum);
      }
    }
    return List.copyOf(sums.values());
  }

  private static int sum(int a, int b) {
    return (int) Math.min(Integer.MAX_VALUE, (long) a + b);
  }

  @Override
  public Basis basis() {
    return basis;
  }

  private List<Record> addressesOrAlias(int type) {
    List<Record> addresses = addresses(type);
    return addresses.isEmpty() ? alias() : addresses;
  }

  private List<Record> addresses(int type) {
    Set<Record> distinct = new LinkedHashSet<>();
    for (ServiceEntry entry : entries) {
      IpAddress ip = IpAddress.parse(entry.address());
      if (ip != null && ip.type() == type) {
        distinct.add(ip.record(lookup.name(), ttl));
      }
    }
    return List.copyOf(distinct);
  }

  /**
   * A host name in the place of an address. An alias must be alone at its name (RFC 1034 section
   * 3.6.2), so one instance with an address keeps it away, and there is one at most.
   */
  private List<Record> alias() {
    Name target = null;
    for (ServiceEntry entry : entries) {
      if (IpAddress.parse(entry.address()) != null) {
        return List.of();
      }
      target = target == null ? AddressRecords.hostName(entry.address()) : target;
    }
    return target == null
        ? List.of()
        : List.of(new CNAMERecord(lookup.name(), DClass.IN, ttl, target));
  }

  /** Two instances of a node that listen at the same place are one record: it would be a double. */
  private Map<Record, ServiceEntry> servers() {
    Map<Record, ServiceEntry> servers = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      ServiceEntry entry = entries.get(i);
      Name target = hosts.target(entry, lookup.origin(), false);
      if (target != null) {
        Record server =
            new SRVRecord(
                lookup.name(),
                DClass.IN,
                ttl,
                PRIORITY,
                weights.get(i),
                entry.instance().port(),
                target);
        servers.putIfAbsent(server, entry);
      }
    }
    return servers;
  }

  private List<Record> texts() {
    Set<Record> distinct = new LinkedHashSet<>();
    for (ServiceEntry entry : entries) {
      distinct.add(TxtRecords.of(lookup.name(), ttl, entry.instance().attributes()));
    }
    return List.copyOf(distinct);
  }
}
