package io.paceline.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The records of a host with one address.
 *
 * @param owner the host's name
 * @param ip its address
 * @param ttl of the records, in seconds
 * @param offersOther whether a question for the other family gets this address as an additional
 *     record, as Consul does at {@code addr} names
 */
record AddressRecords(Name owner, IpAddress ip, long ttl, boolean offersOther)
    implements NameRecords {
  @Override
  public List<Record> of(int type) {
    return type == ip.type() ? List.of(ip.record(owner, ttl)) : List.of();
  }

  @Override
  public List<Integer> types() {
    return List.of(ip.type());
  }

  @Override
  public List<Record> additional(int type, List<Record> answers) {
    boolean other = answers.isEmpty() && type != Type.ANY;
    return other && offersOther ? List.of(ip.record(owner, ttl)) : List.of();
  }

  /** The address, or the alias where a host name stands in its place; none for neither. */
  static List<Record> of(Name owner, String address, long ttl) {
    IpAddress ip = IpAddress.parse(address);
    if (ip != null) {
      return List.of(ip.record(owner, ttl));
    }
    Name alias = hostName(address);
    return alias == null ? List.of() : List.of(new CNAMERecord(owner, DClass.IN, ttl, alias));
  }

  /** A host name that stands where an address could; null if it is none. */
  static @Nullable Name hostName(String text) {
    if (text.isEmpty() || IpAddress.parse(text) != null) {
      return null;
    }
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      return null;
    }
  }
}
