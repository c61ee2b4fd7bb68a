package io.paceline.dns;

import io.paceline.service.NodeEntry;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The records of a node: its address or alias, and its meta as TXT. */
record NodeRecords(Name owner, NodeEntry node, long ttl, boolean metaBesideAddress)
    implements NameRecords {
  @Override
  public List<Record> of(int type) {
    return switch (type) {
      case Type.A, Type.AAAA, Type.CNAME ->
          AddressRecords.of(owner, node.address(), ttl).stream()
              .filter(r -> r.getType() == type || r.getType() == Type.CNAME)
              .toList();
      case Type.TXT -> TxtRecords.of(owner, ttl, node.meta());
      default -> List.of();
    };
  }

  @Override
  public List<Integer> types() {
    IpAddress ip = IpAddress.parse(node.address());
    return List.of(ip == null ? Type.CNAME : ip.type(), Type.TXT);
  }

  @Override
  public List<Record> additional(int type, List<Record> answers) {
    boolean address = type == Type.A || type == Type.AAAA;
    return address && metaBesideAddress ? TxtRecords.of(owner, ttl, node.meta()) : List.of();
  }

  @Override
  public Basis basis() {
    return Basis.of(node);
  }
}
