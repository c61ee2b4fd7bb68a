package io.paceline.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The addresses of this host, as they are at the moment. */
final class LocalAddresses {
  private LocalAddresses() {}

  /**
   * What a wildcard address stands for: all addresses of interfaces that are up, of its family, or
   * of both for IPv6's.
   */
  static Set<InetAddress> behind(InetAddress wildcard) throws IOException {
    Set<InetAddress> found = new LinkedHashSet<>();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (each.isUp()) {
        found.addAll(Collections.list(each.getInetAddresses()));
      }
    }
    found.removeIf(a -> wildcard instanceof Inet4Address && !(a instanceof Inet4Address));
    return found;
  }
}
