package io.paceline.sidecar.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Stops DNS rebinding: a page in a browser whose own name was pointed at this server sends that
 * name as {@code Host}. Only the address that the server listens on, and for a loopback server the
 * loopback names, are let through. The port is not looked at: a tunnel may change it.
 */
final class HostGuard {
  private final InetAddress own;

  HostGuard(InetSocketAddress own) {
    this.own = own.getAddress();
  }

  boolean admits(@Nullable String hostHeader) {
    if (hostHeader == null) {
      return false;
    }
    String host = withoutPort(hostHeader.trim());
    if (host.equalsIgnoreCase("localhost")) {
      return own.isLoopbackAddress() || own.isAnyLocalAddress();
    }
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host); // never asks DNS
    return literal != null && admits(literal);
  }

  /** An IP address cannot be rebound, but only our own is expected. */
  private boolean admits(byte[] literal) {
    try {
      InetAddress address = InetAddress.getByAddress(literal);
      return own.isAnyLocalAddress()
          || address.equals(own)
          || (own.isLoopbackAddress() && address.isLoopbackAddress());
    } catch (java.net.UnknownHostException e) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
