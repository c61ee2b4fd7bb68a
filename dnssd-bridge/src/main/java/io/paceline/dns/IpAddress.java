package io.paceline.dns;

import io.netty.util.NetUtil;
import io.paceline.service.Bytes;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * An IPv4 or IPv6 address.
 *
 * @param bytes 4 or 16
 */
record IpAddress(Bytes bytes) {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** The address that a text spells; null if it is a host name. Never asks a resolver. */
  static @Nullable IpAddress parse(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    return bytes == null ? null : new IpAddress(Bytes.wrap(bytes));
  }

  /** The address whose {@link #hex} this is; null if it is none. */
  static @Nullable IpAddress parseHex(String hex) {
    if (hex.length() != 2 * IPV4_BYTES && hex.length() != 2 * IPV6_BYTES) {
      return null;
    }
    if (!hex.chars().allMatch(HexFormat::isHexDigit)) {
      return null;
    }
    return new IpAddress(Bytes.wrap(HexFormat.of().parseHex(hex)));
  }

  /** Eight or 32 lower-case digits: the first label of Consul's {@code addr} names. */
  String hex() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** A or AAAA. */
  int type() {
    return bytes.size() == IPV4_BYTES ? Type.A : Type.AAAA;
  }

  Record record(Name owner, long ttl) {
    byte[] address = bytes.toByteArray();
    return type() == Type.A
        ? new ARecord(owner, DClass.IN, ttl, address)
        : new AAAARecord(owner, DClass.IN, ttl, address);
  }
}
