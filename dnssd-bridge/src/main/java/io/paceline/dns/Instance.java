package io.paceline.dns;

import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * The records of a service instance name: where it listens and its attributes (RFC 6763 sections 5
 * and 6).
 *
 * @param owner the instance name
 * @param origin the domain that its target is named in
 * @param entry the instance
 * @param ttl in seconds
 * @param hosts names the target
 * @param basis the service's view
 */
record Instance(Name owner, Name origin, ServiceEntry entry, long ttl, HostNames hosts, Basis basis)
    implements NameRecords {
  private static final int PRIORITY = 0;

  @Override
  public List<Record> of(int type) {
    return switch (type) {
      case Type.SRV -> server();
      case Type.TXT -> List.of(text());
      default -> List.of();
    };
  }

  @Override
  public List<Integer> types() {
    return List.of(Type.SRV, Type.TXT);
  }

  @Override
  public List<Record> additional(int type, List<Record> answers) {
    return type == Type.SRV ? addresses() : List.of();
  }

  /** The same in the letter case of a question. */
  Instance ownedBy(Name asked) {
    return new Instance(asked, origin, entry, ttl, hosts, basis);
  }

  /** None where no legal name leads to it. */
  List<Record> server() {
    Name target = target();
    return target == null ? List.of() : List.of(server(target));
  }

  /** Alone at its name, so its weight is what its owner says and nothing is taken off. */
  private Record server(Name target) {
    ServiceInstance instance = entry.instance();
    boolean passing = instance.health() == HealthStatus.PASSING;
    int weight = passing ? instance.weights().passing() : instance.weights().warning();
    return new SRVRecord(owner, DClass.IN, ttl, PRIORITY, weight, instance.port(), target);
  }

  Record text() {
    return TxtRecords.of(owner, ttl, entry.instance().attributes());
  }

  List<Record> addresses() {
    Name target = target();
    return target == null ? List.of() : hosts.addresses(target, entry);
  }

  private @Nullable Name target() {
    return hosts.target(entry, origin, true);
  }
}
