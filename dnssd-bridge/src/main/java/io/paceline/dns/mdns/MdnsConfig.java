package io.paceline.dns.mdns;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is published on a link and what is taken from it.
 *
 * @param address an address of the one interface that is used; it is also the address under which
 *     this host is announced
 * @param hostName one DNS label, announced as {@code hostName.local}. It must not be the host's own
 *     name where another responder, such as Avahi, already announces that
 * @param publish names of services whose instances on this node are published
 * @param browse types that are brought into the catalog, such as {@code _ipp._tcp}
 */
public record MdnsConfig(
    InetAddress address, String hostName, List<String> publish, List<String> browse) {
  private static final int LABEL_MAX = 63;

  private static final Pattern LABEL =
      Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");

  /** RFC 6335 section 5.1: the service's name has 1 to 15 letters, digits and hyphens. */
  private static final Pattern TYPE =
      Pattern.compile("_[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?\\._(tcp|udp)");

  /**
   * @throws IllegalArgumentException naming the part and its value, if one is out of its range
   */
  public MdnsConfig {
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException(
          "mDNS address (" + address.getHostAddress() + ") must be one of this host's own");
    }
    if (!LABEL.matcher(hostName).matches()) {
      throw new IllegalArgumentException(
          "mDNS host name (" + hostName + ") must be 1 to 63 letters, digits and inner hyphens");
    }
    publish = List.copyOf(publish);
    browse = browse.stream().map(type -> type.toLowerCase(Locale.ROOT)).distinct().toList();
    for (String type : browse) {
      if (!TYPE.matcher(type).matches()) {
        throw new IllegalArgumentException(
            "mDNS type (" + type + ") must look like _ipp._tcp (RFC 6763 section 7)");
      }
    }
  }

  /** A host name made of a node's name; other than the host's own, which Avahi may announce. */
  public static String hostNameOf(String node) {
    String legal = ("paceline-" + node).replaceAll("[^a-zA-Z0-9-]", "-");
    String cut = legal.substring(0, Math.min(LABEL_MAX, legal.length()));
    return cut.replaceAll("-+$", "");
  }
}
