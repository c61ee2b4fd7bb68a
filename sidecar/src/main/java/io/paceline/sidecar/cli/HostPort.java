package io.paceline.sidecar.cli;

import io.netty.util.NetUtil;
import io.paceline.gossip.LocalAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Reads {@code IP:PORT}, IPv6 in brackets. Never asks DNS. */
final class HostPort {
  private static final int PORT_MAX = 65_535;

  private HostPort() {}

  /**
   * The address.
   *
   * @param option named in the message if it cannot be read
   * @throws IllegalArgumentException if it cannot be read
   */
  static InetSocketAddress parse(String option, String text) {
    int colon = text.lastIndexOf(':');
    int port = colon < 0 ? -1 : port(text.substring(colon + 1));
    byte[] ip = colon < 0 ? null : ip(text.substring(0, colon));
    if (ip == null || port < 0) {
      throw new IllegalArgumentException(
          option + " must be IP:PORT (IPv6 in brackets), not \"" + text + "\"");
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e); // wrong length: no
    }
  }

  /**
   * The same for one of this host's own addresses, which may also be given as a block of addresses
   * or as an interface: {@code 10.0.0.0/8:7946}, {@code [fd00::/8]:7946}, {@code eth0:7946}.
   */
  static InetSocketAddress parseLocal(String option, String text) {
    int colon = text.lastIndexOf(':');
    int port = colon < 0 ? -1 : port(text.substring(colon + 1));
    if (port < 0 || ip(text.substring(0, colon)) != null) {
      return parse(option, text);
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      String template = bracketed ? host.substring(1, host.length() - 1) : host;
      return new InetSocketAddress(LocalAddress.find(template), port);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option + " must be IP:PORT, CIDR:PORT or INTERFACE:PORT: " + e.getMessage(), e);
    }
  }

  private static byte @org.jspecify.annotations.Nullable [] ip(String host) {
    if (host.equals("localhost")) {
      return new byte[] {127, 0, 0, 1};
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String literal = bracketed ? host.substring(1, host.length() - 1) : host;
    boolean valid =
        bracketed ? NetUtil.isValidIpV6Address(literal) : NetUtil.isValidIpV4Address(literal);
    return valid ? NetUtil.createByteArrayFromIpAddressString(literal) : null;
  }

  /** -1 if it is none. */
  private static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int port = Integer.parseInt(text);
    return port > PORT_MAX ? -1 : port;
  }

  /** {@code 127.0.0.1:8500} or {@code [::1]:8500}. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
