package io.paceline.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Reads a query straight from the received bytes and says what becomes of it: nothing at all, an
 * error, or an answer. It never throws, allocates nothing and looks at each byte once. It does not
 * know zones. Stateless.
 *
 * <p>A library's parser is no help here: a message that is broken further back must still be
 * answered with FORMERR under the right id and with the question that was readable.
 */
final class QueryParser {
  /** No answer may be sent: answering a response is how two servers begin to talk for ever. */
  static final int DROP = -1;

  private static final int NAME_BYTES_MAX = 255;
  private static final int LABEL_BYTES_MAX = 63;
  private static final int POINTER = 0xc0;
  private static final int FIXED_BYTES = 10;
  private static final int UDP_PAYLOAD_MIN = 512;
  private static final int DO_BIT = 0x8000;

  private static final int OPTION_SUBNET = 8;
  private static final int OPTION_COOKIE = 10;
  private static final int OPTION_KEEPALIVE = 11;

  private static final int BROKEN = -1;

  private QueryParser() {}

  /**
   * Fills in the query.
   *
   * @return {@link #DROP}, NOERROR where the question deserves an answer, or the rcode of the error
   */
  static int parse(DnsQuery query) {
    query.clear();
    if (query.size < DnsQuery.HEADER_BYTES) {
      return DROP;
    }
    query.id = query.u16(0);
    query.flags = query.u16(2);
    if ((query.flags & DnsQuery.FLAG_QR) != 0) {
      return DROP;
    }
    return switch (query.opcode()) {
      case Opcode.QUERY -> parseSections(query);
      case Opcode.UPDATE -> Rcode.REFUSED;
      default -> Rcode.NOTIMP;
    };
  }

  private static int parseSections(DnsQuery query) {
    int questions = query.u16(4);
    int answers = query.u16(6);
    int authorities = query.u16(8);
    int additionals = query.u16(10);
    if (questions > 1 || answers > 0) {
      return Rcode.FORMERR;
    }
    int at = DnsQuery.HEADER_BYTES;
    if (questions == 1) {
      at = readQuestion(query);
    }
    if (authorities > 0) {
      // only IXFR carries a record there, the client's SOA (RFC 1995 section 3)
      at = authorities == 1 && query.type == Type.IXFR ? skipRecord(query, at) : BROKEN;
    }
    for (int i = 0; i < additionals && at != BROKEN; i++) {
      at = readAdditional(at, query);
    }
    if (at != query.size) {
      query.clearEdns();
      return Rcode.FORMERR;
    }
    return verdict(query);
  }

  private static int verdict(DnsQuery query) {
    if (query.edns && query.ednsVersion != 0) {
      return Rcode.BADVERS;
    }
    if (!query.hasQuestion()) {
      // a client may ask for nothing but a cookie (RFC 7873 section 5.4)
      return query.cookieBytes > 0 ? Rcode.NOERROR : Rcode.FORMERR;
    }
    return switch (query.type) {
      case Type.OPT, Type.TSIG, Type.TKEY -> Rcode.FORMERR;
      case Type.MAILA, Type.MAILB -> query.dclass == DClass.IN ? Rcode.NOTIMP : Rcode.REFUSED;
      case Type.AXFR, Type.IXFR -> Rcode.REFUSED;
      default -> query.dclass == DClass.IN ? Rcode.NOERROR : Rcode.REFUSED;
    };
  }

  /** The offset behind the question, or {@link #BROKEN}; hashes the name on the way. */
  private static int readQuestion(DnsQuery query) {
    int size = query.size;
    int at = DnsQuery.HEADER_BYTES;
    int hash = 0;
    int lastUpperAt = -1;
    while (true) {
      if (at >= size || at - DnsQuery.HEADER_BYTES >= NAME_BYTES_MAX) {
        return BROKEN;
      }
      int length = query.u8(at);
      if (length > LABEL_BYTES_MAX || at + 1 + length > size) {
        return BROKEN; // a pointer, an unknown label type, or a label that is cut off
      }
      hash = hash * 31 + length;
      for (int i = at + 1; i <= at + length; i++) {
        byte letter = query.bytes[i];
        int lower = lowerCase(letter);
        lastUpperAt = lower == letter ? lastUpperAt : i - DnsQuery.HEADER_BYTES;
        hash = hash * 31 + lower;
      }
      at += 1 + length;
      if (length == 0) {
        break;
      }
    }
    if (at + 4 > size || at - DnsQuery.HEADER_BYTES > NAME_BYTES_MAX) {
      return BROKEN;
    }
    query.nameBytes = at - DnsQuery.HEADER_BYTES;
    query.nameHash = hash;
    query.lastUpperAt = lastUpperAt;
    query.type = query.u16(at);
    query.dclass = query.u16(at + 2);
    return at + 4;
  }

  /** ASCII only: names are compared without the case of A to Z and nothing else (RFC 4343). */
  static int lowerCase(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private static int readAdditional(int at, DnsQuery query) {
    int fixed = skipName(query, at);
    int next = skipRecord(query, at);
    if (next == BROKEN || query.u16(fixed) != Type.OPT) {
      return next;
    }
    boolean ownedByRoot = fixed == at + 1;
    if (query.edns || !ownedByRoot) {
      return BROKEN;
    }
    query.edns = true;
    query.udpPayload = Math.max(UDP_PAYLOAD_MIN, query.u16(fixed + 2));
    query.ednsVersion = query.u8(fixed + 5);
    query.dnssecOk = (query.u16(fixed + 6) & DO_BIT) != 0;
    return readOptions(fixed + FIXED_BYTES, next, query) ? next : BROKEN;
  }

  private static boolean readOptions(int from, int end, DnsQuery query) {
    int at = from;
    while (at < end) {
      if (at + 4 > end) {
        return false;
      }
      int code = query.u16(at);
      int length = query.u16(at + 2);
      at += 4;
      if (at + length > end || !readOption(code, at, length, query)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private static boolean readOption(int code, int at, int length, DnsQuery query) {
    switch (code) {
      case OPTION_COOKIE -> {
        query.cookieAt = at;
        query.cookieBytes = length;
        return ServerCookies.isLegalLength(length);
      }
      case OPTION_SUBNET -> {
        query.subnetAt = at;
        query.subnetBytes = length;
        return isLegalSubnet(query, at, length);
      }
      case OPTION_KEEPALIVE -> query.keepAlive = true;
      default -> {}
    }
    return true;
  }

  /**
   * Family, source and scope prefix length, and as many bytes as the source needs, the bits beyond
   * it zero (RFC 7871 section 6).
   */
  private static boolean isLegalSubnet(DnsQuery in, int at, int length) {
    if (length < 4) {
      return false;
    }
    int family = in.u16(at);
    int source = in.u8(at + 2);
    int scope = in.u8(at + 3);
    int sourceMax = family == 1 ? 32 : family == 2 ? 128 : 0;
    if (source > sourceMax || scope != 0 || length != 4 + (source + 7) / 8) {
      return false;
    }
    int unusedBits = (8 - source % 8) % 8;
    return (in.u8(at + length - 1) & ((1 << unusedBits) - 1)) == 0;
  }

  private static int skipRecord(DnsQuery query, int at) {
    int fixed = skipName(query, at);
    int size = query.size;
    if (fixed == BROKEN || fixed + FIXED_BYTES > size) {
      return BROKEN;
    }
    int data = query.u16(fixed + 8);
    int next = fixed + FIXED_BYTES + data;
    return next > size ? BROKEN : next;
  }

  /** Skips an owner name, which ends with the root label or with a pointer; follows nothing. */
  private static int skipName(DnsQuery query, int from) {
    int size = query.size;
    int at = from;
    while (at != BROKEN && at < size && at - from < NAME_BYTES_MAX) {
      int length = query.u8(at);
      if (length == 0) {
        return at + 1;
      }
      if (length >= POINTER) {
        return at + 2 <= size ? at + 2 : BROKEN;
      }
      if (length > LABEL_BYTES_MAX) {
        return BROKEN;
      }
      at += 1 + length;
    }
    return BROKEN;
  }
}
