package io.paceline.dns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The SOA and NS records of every zone. No file holds them: the serial is the catalog's version,
 * the name server is {@code ns} below the zone, and that name resolves. Immutable.
 */
final class ZoneAuthority {
  static final String NAME_SERVER = "ns";

  private static final String MAILBOX = "hostmaster";

  private final Name domain;
  private final String node;
  private final @Nullable IpAddress bound;
  private final SoaSettings soa;
  private final long negativeTtl;
  private final long nodeTtl;

  ZoneAuthority(DnsConfig config) {
    this.domain = config.domain();
    this.node = config.node();
    this.soa = config.soa();
    this.negativeTtl = config.ttls().negativeSeconds();
    this.nodeTtl = config.ttls().nodeSeconds();
    boolean wildcard = config.bind().getAddress().isAnyLocalAddress();
    this.bound = wildcard ? null : IpAddress.parse(config.bind().getAddress().getHostAddress());
  }

  /** Its TTL is its minimum field: that of negative answers (RFC 2308 section 5). */
  Record soa(Name origin, CatalogSnapshot catalog) {
    Name below = serverDomain(origin);
    return new SOARecord(
        origin,
        DClass.IN,
        negativeTtl,
        below(NAME_SERVER, below),
        below(MAILBOX, below),
        catalog.version() & 0xffff_ffffL,
        soa.refresh().toSeconds(),
        soa.retry().toSeconds(),
        soa.expire().toSeconds(),
        negativeTtl);
  }

  Record ns(Name origin) {
    return new NSRecord(origin, DClass.IN, nodeTtl, below(NAME_SERVER, serverDomain(origin)));
  }

  /** The address of the name server, which is this one; none where it is not known. */
  List<Record> glue(Name origin, CatalogSnapshot catalog) {
    IpAddress address = address(catalog);
    Name owner = below(NAME_SERVER, serverDomain(origin));
    return address == null ? List.of() : List.of(address.record(owner, nodeTtl));
  }

  /** The name server's own name. */
  NameRecords server(Name owner, CatalogSnapshot catalog) {
    IpAddress address = address(catalog);
    return address == null ? NameRecords.NONE : new AddressRecords(owner, address, nodeTtl, false);
  }

  /** The topmost name of a zone. */
  NameRecords top(Name origin, CatalogSnapshot catalog) {
    return new Top(origin, catalog);
  }

  private @Nullable IpAddress address(CatalogSnapshot catalog) {
    Optional<NodeEntry> self = node.isEmpty() ? Optional.empty() : catalog.node(node);
    IpAddress announced = self.map(n -> IpAddress.parse(n.address())).orElse(null);
    return announced == null ? bound : announced;
  }

  /** Reverse zones have no hosts of their own. */
  private Name serverDomain(Name origin) {
    return ReverseName.isBelowArpa(origin) ? domain : origin;
  }

  private static Name below(String label, Name origin) {
    Name name = Labels.prepend(label, origin);
    if (name == null) {
      throw new IllegalStateException("a zone's name leaves no room for " + label);
    }
    return name;
  }

  private final class Top implements NameRecords {
    private final Name origin;
    private final CatalogSnapshot catalog;

    private Top(Name origin, CatalogSnapshot catalog) {
      this.origin = origin;
      this.catalog = catalog;
    }

    @Override
    public List<Record> of(int type) {
      return switch (type) {
        case Type.SOA -> List.of(soa(origin, catalog));
        case Type.NS -> List.of(ns(origin));
        default -> List.of();
      };
    }

    @Override
    public List<Integer> types() {
      return List.of(Type.SOA, Type.NS);
    }

    @Override
    public List<Record> additional(int type, List<Record> answers) {
      boolean named = type == Type.SOA || type == Type.NS;
      return named ? new ArrayList<>(glue(origin, catalog)) : List.of();
    }
  }
}
