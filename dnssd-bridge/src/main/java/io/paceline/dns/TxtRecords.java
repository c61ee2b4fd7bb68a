package io.paceline.dns;

import io.paceline.service.Bytes;
import io.paceline.service.TxtAttributes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Makes TXT records from bytes: dnsjava's own constructor reads its strings as escaped text. */
final class TxtRecords {
  private static final int STRING_BYTES_MAX = 255;

  /** Consul shows the value alone of a key with this prefix. */
  private static final String VERBATIM_PREFIX = "rfc1035-";

  private TxtRecords() {}

  /** The one TXT record of a service instance (RFC 6763 section 6). */
  static Record of(Name owner, long ttl, TxtAttributes attributes) {
    return record(owner, ttl, attributes.strings());
  }

  /** One TXT record for each key of a node's meta (RFC 1464). */
  static List<Record> of(Name owner, long ttl, Map<String, String> meta) {
    List<Record> records = new ArrayList<>(meta.size());
    meta.forEach((key, value) -> records.add(record(owner, ttl, strings(key, value))));
    return records;
  }

  private static List<Bytes> strings(String key, String value) {
    boolean verbatim = Labels.lowerCase(key).startsWith(VERBATIM_PREFIX);
    String text = verbatim ? value : quoted(key) + "=" + value;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    List<Bytes> strings = new ArrayList<>();
    for (int at = 0; at < utf8.length; at += STRING_BYTES_MAX) {
      int end = Math.min(utf8.length, at + STRING_BYTES_MAX);
      strings.add(Bytes.wrap(java.util.Arrays.copyOfRange(utf8, at, end)));
    }
    return strings;
  }

  /** RFC 1464 section 2: a backquote stands before a backquote or an equals sign of the key. */
  private static String quoted(String key) {
    return key.replace("`", "``").replace("=", "`=");
  }

  /** A TXT record has at least one string, if an empty one (RFC 6763 section 6.1). */
  private static Record record(Name owner, long ttl, List<Bytes> strings) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Bytes string : strings.isEmpty() ? List.of(Bytes.EMPTY) : strings) {
      data.write(string.size());
      data.writeBytes(string.toByteArray());
    }
    return Record.newRecord(owner, Type.TXT, DClass.IN, ttl, data.toByteArray());
  }
}
