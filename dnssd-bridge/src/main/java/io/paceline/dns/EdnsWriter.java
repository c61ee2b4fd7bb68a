package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
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
  int bytes(DnsQuery query, QueryAnswerer.Client client) {
    if (!query.edns) {
      return 0;
    }
    int options = query.cookieBytes > 0 ? OPTION_BYTES + ServerCookies.FULL_BYTES : 0;
    options += query.subnetBytes > 0 ? OPTION_BYTES + query.subnetBytes : 0;
    options += keepsAlive(query, client) ? OPTION_BYTES + 2 : 0;
    return FIXED_BYTES + options;
  }

  void write(
      DnsQuery query,
      ByteBuf message,
      QueryAnswerer.Client client,
      int rcode,
      long nowSeconds,
      ByteBuf out) {
    if (!query.edns) {
      return;
    }
    out.writeByte(0);
    out.writeShort(Type.OPT);
    out.writeShort(udpPayloadMax);
    out.writeByte(rcode >> 4);
    out.writeByte(0); // our version, whatever the query's
    out.writeShort(query.dnssecOk ? DO_BIT : 0);
    out.writeShort(bytes(query, client) - FIXED_BYTES);
    writeCookie(query, message, client, nowSeconds, out);
    writeSubnet(query, message, out);
    if (keepsAlive(query, client)) {
      out.writeShort(OPTION_KEEPALIVE).writeShort(2).writeShort(keepAliveTenths);
    }
  }

  private void writeCookie(
      DnsQuery query, ByteBuf message, QueryAnswerer.Client client, long nowSeconds, ByteBuf out) {
    if (query.cookieBytes > 0) {
      byte[] received = new byte[query.cookieBytes];
      message.getBytes(message.readerIndex() + query.cookieAt, received);
      out.writeShort(OPTION_COOKIE).writeShort(ServerCookies.FULL_BYTES);
      out.writeBytes(cookies.issue(received, client.address().getAddress(), nowSeconds));
    }
  }

  /** Scope 0: the answer is the same for every client (RFC 7871 section 7.2.1). */
  private static void writeSubnet(DnsQuery query, ByteBuf message, ByteBuf out) {
    if (query.subnetBytes > 0) {
      out.writeShort(OPTION_SUBNET).writeShort(query.subnetBytes);
      out.writeBytes(message, message.readerIndex() + query.subnetAt, query.subnetBytes);
    }
  }

  /** RFC 7828 section 3.3.2: only over TCP, and only when asked. */
  private static boolean keepsAlive(DnsQuery query, QueryAnswerer.Client client) {
    return query.keepAlive && client.overTcp();
  }
}
