package io.paceline.gossip.message;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An IP address and a port; never a host name, so that nothing here resolves one. IPv4 addresses
 * that were sent in their IPv6-mapped form are the IPv4 address.
 *
 * @param ip the address
 * @param port 0 to 65535; 0 stands for "the receiver's own port" in messages
 */
public record PeerAddress(InetAddress ip, int port) {
  public PeerAddress {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port (" + port + ") must be 0 to 65535");
    }
  }

  /**
   * From a resolved socket address.
   *
   * @throws IllegalArgumentException if it is not resolved
   */
  public static PeerAddress of(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("not resolved: " + address.getHostString());
    }
    return new PeerAddress(address.getAddress(), address.getPort());
  }

  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(ip, port);
  }

  /** The same address with the given port where this one's is 0. */
  public PeerAddress withDefaultPort(int defaultPort) {
    return port == 0 ? new PeerAddress(ip, defaultPort) : this;
  }

  /** {@code 10.0.0.1:7946} or {@code [2001:db8::1]:7946}. */
  @Override
  public String toString() {
    String host = ip.getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
