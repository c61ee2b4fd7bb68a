package io.paceline.gossip.message;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IP address and a port; never a host name, so that nothing here resolves one. IPv4 addresses
 * that were sent in their IPv6-mapped form are the IPv4 address. Immutable, and like a record but
 * that it makes its text only once: a cluster's view shows it for every member.
 */
public final class PeerAddress {
  private final InetAddress ip;
  private final int port;

  /** With every packet somebody is looked up by an address. */
  private final int hash;

  /** Made when it is first asked for; two threads that race make the same. */
  private @Nullable String host;

  /**
   * An address.
   *
   * @param port 0 to 65535; 0 stands for "the receiver's own port" in messages
   */
  public PeerAddress(InetAddress ip, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port (" + port + ") must be 0 to 65535");
    }
    this.ip = ip;
    this.port = port;
    this.hash = 31 * ip.hashCode() + port;
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

  public InetAddress ip() {
    return ip;
  }

  /** 0 to 65535; 0 stands for "the receiver's own port" in messages. */
  public int port() {
    return port;
  }

  /** The IP address as text, without brackets. */
  public String host() {
    String text = host;
    if (text == null) {
      text = ip.getHostAddress();
      host = text;
    }
    return text;
  }

  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(ip, port);
  }

  /** The same address with the given port where this one's is 0. */
  public PeerAddress withDefaultPort(int defaultPort) {
    return port == 0 ? new PeerAddress(ip, defaultPort) : this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PeerAddress that && port == that.port && ip.equals(that.ip));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** {@code 10.0.0.1:7946} or {@code [2001:db8::1]:7946}. */
  @Override
  public String toString() {
    String text = host();
    return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
  }
}
