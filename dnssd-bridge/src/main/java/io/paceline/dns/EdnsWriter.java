package io.paceline.dns;

import java.time.Duration;
import java.util.Arrays;
import org.xbill.DNS.Type;

/**
 * Writes the OPT record of an answer (RFC 6891): one for each query that had one, and none else.
 * Stateless but for the cookies.
 */
final class EdnsWriter {
  private static final int FIXED_BYTES = 11;
  private static final int OPTION_BYTES = 4;
  private static final int OPTION_SUBNET = 8;
  private static final int OPTION_COOKIE = 10;
  private static final int OPTION_KEEPALIVE = 11;
  private static final int OPTION_EXTENDED_ERROR = 15;
  private static final int DO_BIT = 0x8000;

  private final ServerCookies cookies;
  private final int udpPayloadMax;
  private final int keepAliveTenths;

  EdnsWriter(ServerCookies cookies, int udpPayloadMax, Duration idleTimeout) {
    this.cookies = cookies;
    this.udpPayloadMax = udpPayloadMax;
    this.keepAliveTenths = (int) Math.min(0xffff, idleTimeout.toMillis() / 100);
  }

  /** The space that {@link #write} will take. */
  int bytes(DnsQuery query, int extendedError) {
    if (!query.edns) {
      return 0;
    }
    int options = query.cookieBytes > 0 ? OPTION_BYTES + ServerCookies.FULL_BYTES : 0;
    options += query.subnetBytes > 0 ? OPTION_BYTES + query.subnetBytes : 0;
    options += keepsAlive(query) ? OPTION_BYTES + 2 : 0;
    options += extendedError >= 0 ? OPTION_BYTES + 2 : 0;
    return FIXED_BYTES + options;
  }

  void write(DnsQuery query, int rcode, int extendedError, long nowSeconds, WireBuffer out) {
    if (!query.edns) {
      return;
    }
    out.u8(0);
    out.u16(Type.OPT);
    out.u16(udpPayloadMax);
    out.u8(rcode >> 4);
    out.u8(0); // our version, whatever the query's
    out.u16(query.dnssecOk ? DO_BIT : 0);
    out.u16(bytes(query, extendedError) - FIXED_BYTES);
    writeCookie(query, nowSeconds, out);
    writeSubnet(query, out);
    if (extendedError >= 0) {
      out.u16(OPTION_EXTENDED_ERROR).u16(2).u16(extendedError);
    }
    if (keepsAlive(query)) {
      out.u16(OPTION_KEEPALIVE).u16(2).u16(keepAliveTenths);
    }
  }

  /** The OPT record of a query of our own. */
  void writeOwn(boolean dnssecOk, WireBuffer out) {
    out.u8(0);
    out.u16(Type.OPT);
    out.u16(udpPayloadMax);
    out.u16(0);
    out.u16(dnssecOk ? DO_BIT : 0);
    out.u16(0);
  }

  /** Whether the client has shown that it receives what is sent to its address (RFC 7873 5.2.4). */
  boolean hasValidCookie(DnsQuery query, long nowSeconds) {
    return query.cookieBytes == ServerCookies.FULL_BYTES
        && cookies.isValid(cookie(query), query.client.getAddress(), nowSeconds);
  }

  private static byte[] cookie(DnsQuery query) {
    return Arrays.copyOfRange(query.bytes, query.cookieAt, query.cookieAt + query.cookieBytes);
  }

  private void writeCookie(DnsQuery query, long nowSeconds, WireBuffer out) {
    if (query.cookieBytes > 0) {
      out.u16(OPTION_COOKIE).u16(ServerCookies.FULL_BYTES);
      byte[] issued = cookies.issue(cookie(query), query.client.getAddress(), nowSeconds);
      out.write(issued, 0, issued.length);
    }
  }

  /** Scope 0 where the answer is the same for every client (RFC 7871 section 7.2.1). */
  private static void writeSubnet(DnsQuery query, WireBuffer out) {
    if (query.subnetBytes > 0) {
      out.u16(OPTION_SUBNET).u16(query.subnetBytes);
      out.write(query.bytes, query.subnetAt, 3);
      out.u8(query.subnetScope);
      out.write(query.bytes, query.subnetAt + 4, query.subnetBytes - 4);
    }
  }

  /** RFC 7828 section 3.3.2: only over TCP, and only when asked. */
  private static boolean keepsAlive(DnsQuery query) {
    return query.keepAlive && query.overTcp;
  }
}
