package io.paceline.dns;

import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The names of hosts in a zone, {@code NODE.node.DC} and {@code HEX.addr.DC}: makes them as targets
 * of SRV records and answers for them, so that every target resolves in the zone that it was given
 * out in. Immutable.
 */
final class HostNames {
  /** Letters, digits and hyphens in each label (RFC 1123 section 2.1). */
  private static final java.util.regex.Pattern HOST_NAME =
      java.util.regex.Pattern.compile(
          "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*");

  private final String datacenter;
  private final long ttl;
  private final boolean nodeMetaTxt;

  HostNames(DnsConfig config) {
    this.datacenter = config.datacenter();
    this.ttl = config.ttls().nodeSeconds();
    this.nodeMetaTxt = config.answers().nodeMetaTxt();
  }

  /** The datacenter of a node; the answering node's own where the catalog names none. */
  String datacenterOf(NodeEntry node) {
    return node.datacenter().isEmpty() ? datacenter : node.datacenter();
  }

  /** Whether a name may carry this datacenter; a name without one means our own. */
  boolean isDatacenter(String name, CatalogIndex index) {
    return name.isEmpty() || Labels.same(name, datacenter) || index.hasDatacenter(name);
  }

  /** Whether a node lies in the datacenter that a name carries. */
  boolean isIn(NodeEntry node, String wanted) {
    return Labels.same(datacenterOf(node), wanted.isEmpty() ? datacenter : wanted);
  }

  /**
   * The host name that an SRV record of this instance points at: its address's, else its node's. It
   * is never an alias (RFC 2782).
   *
   * @param strict whether a node's name must be a host name to be used; Consul uses any
   * @return null if the instance cannot be reached by any legal name
   */
  @Nullable Name target(ServiceEntry entry, Name origin, boolean strict) {
    String address = entry.address();
    if (IpAddress.parse(address) == null) {
      return AddressRecords.hostName(address);
    }
    if (entry.instance().address().isEmpty()) {
      String node = entry.node().name();
      boolean usable = !strict || HOST_NAME.matcher(node).matches();
      Name target = usable ? nodeName(entry.node(), origin) : null;
      if (target != null) {
        return target;
      }
    }
    return addressName(address, entry.node(), origin);
  }

  /** The name of a node; null where it does not fit into a DNS name. */
  @Nullable Name nodeName(NodeEntry node, Name origin) {
    Name below = Labels.prepend("node", Labels.prepend(datacenterOf(node), origin));
    return below == null ? null : Labels.prependDotted(node.name(), below);
  }

  private @Nullable Name addressName(String address, NodeEntry node, Name origin) {
    IpAddress ip = IpAddress.parse(address);
    if (ip == null) {
      return null;
    }
    Name below = Labels.prepend("addr", Labels.prepend(datacenterOf(node), origin));
    return Labels.prepend(ip.hex(), below);
  }

  /** The address records of a target that {@link #target} made. */
  List<Record> addresses(Name target, ServiceEntry entry) {
    IpAddress ip = IpAddress.parse(entry.address());
    return ip == null ? List.of() : List.of(ip.record(target, ttl));
  }

  /** The meta of the instance's node, under the node's name. */
  List<Record> nodeMeta(ServiceEntry entry, Name origin) {
    Name owner = nodeMetaTxt ? nodeName(entry.node(), origin) : null;
    return owner == null ? List.of() : TxtRecords.of(owner, ttl, entry.node().meta());
  }

  /** The records of a name of kind {@code node}; null if there is no such node. */
  @Nullable NameRecords node(ConsulName name, Zone.Lookup lookup) {
    if (name.labels().isEmpty()) {
      return NameRecords.NONE;
    }
    String wanted = String.join(".", name.labels());
    Optional<NodeEntry> node =
        lookup.catalog().node(wanted).filter(n -> isIn(n, name.datacenter()));
    if (node.isPresent()) {
      return new NodeRecords(lookup.name(), node.get(), ttl, nodeMetaTxt);
    }
    return lookup.index().hasNodeBelow(wanted) ? NameRecords.NONE : null;
  }

  /** The records of a name of kind {@code addr}: no catalog is asked, the name says it all. */
  @Nullable NameRecords address(ConsulName name, Zone.Lookup lookup) {
    if (name.labels().isEmpty()) {
      return NameRecords.NONE;
    }
    IpAddress ip = name.labels().size() == 1 ? IpAddress.parseHex(name.labels().get(0)) : null;
    return ip == null ? null : new AddressRecords(lookup.name(), ip, ttl, true);
  }
}
