package io.paceline.dns;

import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/**
 * Writes what recursors are asked, and what they said. EDNS ends here on both sides (RFC 6891
 * section 6.1.1): cookies, sizes and client subnets are between two neighbours.
 */
final class ForeignWriter {
  private final EdnsWriter edns;

  ForeignWriter(EdnsWriter edns) {
    this.edns = edns;
  }

  /** The question of a client as one of our own; its id is still to be chosen. */
  byte[] question(DnsQuery query) {
    WireBuffer wire = new WireBuffer(DnsQuery.HEADER_BYTES + query.questionBytes());
    wire.u16(0).u16(DnsQuery.FLAG_RD | (query.flags & DnsQuery.FLAG_CD));
    wire.u16(1).u16(0).u16(0).u16(1);
    wire.write(query.bytes, DnsQuery.HEADER_BYTES, query.questionBytes());
    edns.writeOwn(query.dnssecOk, wire);
    return wire.toByteArray();
  }

  /**
   * Writes a recursor's answer as one to a client's question.
   *
   * @param bytesMax how long it may become; beyond it is cut, and says so
   */
  void write(DnsQuery query, Message found, int bytesMax, long nowSeconds, WireBuffer out) {
    int rcode = found.getRcode();
    OPTRecord theirs = found.getOPT();
    if (theirs != null) {
      found.removeRecord(theirs, Section.ADDITIONAL);
    }
    byte[] sections = found.toWire(bytesMax - edns.bytes(query, -1));
    int start = query.overTcp ? QueryAnswerer.TCP_LENGTH_BYTES : 0;
    out.cutTo(0);
    out.reserve(start + DnsQuery.HEADER_BYTES);
    out.write(query.bytes, DnsQuery.HEADER_BYTES, query.questionBytes());
    int from = DnsQuery.HEADER_BYTES + query.questionBytes();
    out.write(sections, from, sections.length - from);
    edns.write(query, rcode, -1, nowSeconds, out);
    out.setU16(start, query.id);
    out.setU16(start + 2, flags(query, sections, rcode));
    for (int at = 4; at < 10; at += 2) {
      out.setU16(start + at, u16(sections, at));
    }
    out.setU16(start + 10, u16(sections, 10) + (query.edns ? 1 : 0));
    if (query.overTcp) {
      out.setU16(0, out.size() - QueryAnswerer.TCP_LENGTH_BYTES);
    }
  }

  private static int flags(DnsQuery query, byte[] theirs, int rcode) {
    int copied = query.flags & (DnsQuery.FLAG_RD | DnsQuery.FLAG_CD);
    int truncated = u16(theirs, 2) & DnsQuery.FLAG_TC;
    return DnsQuery.FLAG_QR | DnsQuery.FLAG_RA | copied | truncated | rcode;
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}
