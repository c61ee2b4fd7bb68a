package io.paceline.sidecar.api;

import io.netty.util.NetUtil;

/** Tells IP literals apart without ever asking DNS. */
final class AddressFamily {
  private AddressFamily() {}

  /** {@code ipv4}, {@code ipv6}, or "" for a host name and for no address. */
  static String of(String address) {
    if (NetUtil.isValidIpV4Address(address)) {
      return "ipv4";
    }
    return NetUtil.isValidIpV6Address(address) ? "ipv6" : "";
  }

  /** Whether it is the address that means "any": nobody can be reached there. */
  static boolean isUnspecified(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return false;
    }
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
