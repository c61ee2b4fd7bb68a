package io.paceline.dns;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as answers may depend on it: a member of the cluster by its address or by the
 * client subnet of the query (RFC 7871), else an address that is nobody's. Looked for only where
 * the settings make answers depend on it.
 *
 * @param name the member's name, or the address or subnet as digits; empty for this host itself
 * @param isMember whether it is a name
 */
record Asker(String name, boolean isMember) {
  /** This host, or nobody in particular. */
  static final Asker HERE = new Asker("", true);

  private static final int SUBNET_FIXED_BYTES = 4;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  boolean isHere() {
    return name.isEmpty();
  }

  static Asker of(DnsQuery query, CatalogIndex index, String node) {
    byte @Nullable [] subnet = subnet(query);
    if (subnet == null) {
      return query.client.isLoopbackAddress() ? HERE : of(query.client, index, node);
    }
    return of(subnet, query.subnetSource(), index, node);
  }

  private static Asker of(InetAddress client, CatalogIndex index, String node) {
    byte[] address = client.getAddress();
    return of(address, 8 * address.length, index, node);
  }

  private static Asker of(byte[] address, int bits, CatalogIndex index, String node) {
    String hex = HexFormat.of().formatHex(address);
    String member = index.memberIn(hex, bits);
    if (member == null) {
      return new Asker(hex + "/" + bits, false);
    }
    return Labels.same(member, node) ? HERE : new Asker(member, true);
  }

  /** The subnet's address with zeros behind it; null where the query says nothing. */
  private static byte @Nullable [] subnet(DnsQuery query) {
    if (query.subnetSource() == 0) {
      return null;
    }
    int bytes = query.u16(query.subnetAt) == 1 ? IPV4_BYTES : IPV6_BYTES;
    int from = query.subnetAt + SUBNET_FIXED_BYTES;
    byte[] known = Arrays.copyOfRange(query.bytes, from, query.subnetAt + query.subnetBytes);
    return Arrays.copyOf(known, bytes);
  }
}
