package io.paceline.dns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot of the catalog says to questions that do not name a service or a node: who has
 * an address, which datacenters there are. Each part is derived when it is first asked for, and
 * lives as long as the snapshot. Safe for use by many threads: two may derive the same part.
 */
final class CatalogIndex {
  /** A service at an address, as PTR records name it. */
  record Located(String name, String datacenter) {}

  private final CatalogSnapshot catalog;

  private volatile @Nullable Set<String> datacenters;
  private volatile @Nullable TreeSet<String> reversedNodeNames;
  private volatile @Nullable NavigableMap<String, Set<Located>> nodes;
  private volatile @Nullable NavigableMap<String, Set<Located>> services;

  CatalogIndex(CatalogSnapshot catalog) {
    this.catalog = catalog;
  }

  CatalogSnapshot catalog() {
    return catalog;
  }

  boolean hasDatacenter(String datacenter) {
    Set<String> known = datacenters;
    if (known == null) {
      known = new TreeSet<>();
      for (NodeEntry node : catalog.nodes()) {
        known.add(Labels.lowerCase(node.datacenter()));
      }
      datacenters = known;
    }
    return known.contains(Labels.lowerCase(datacenter));
  }

  /** Whether some node's name ends in a dot and this text. */
  boolean hasNodeBelow(String suffix) {
    TreeSet<String> reversed = reversedNodeNames;
    if (reversed == null) {
      reversed = new TreeSet<>();
      for (NodeEntry node : catalog.nodes()) {
        reversed.add(reverse(node.name()));
      }
      reversedNodeNames = reversed;
    }
    String prefix = reverse("." + suffix);
    String next = reversed.ceiling(prefix);
    return next != null && next.startsWith(prefix);
  }

  private static String reverse(String name) {
    return new StringBuilder(Labels.lowerCase(name)).reverse().toString();
  }

  /** The nodes with an address, by its {@link IpAddress#hex}. */
  List<Located> nodesAt(String hex) {
    return List.copyOf(nodes().getOrDefault(hex, Set.of()));
  }

  /** The services with an instance that has this address of its own. */
  List<Located> servicesAt(String hex) {
    return List.copyOf(services().getOrDefault(hex, Set.of()));
  }

  /**
   * The first node with an address in a network; null if there is none.
   *
   * @param hex the network's address
   * @param bits the length of its prefix
   */
  @Nullable String memberIn(String hex, int bits) {
    String prefix = hex.substring(0, bits / 4);
    int mask = 0xf & ~(0xf >> bits % 4);
    for (var at : nodes().tailMap(prefix).entrySet()) {
      String known = at.getKey();
      if (!known.startsWith(prefix)) {
        return null;
      }
      if (known.length() == hex.length() && isSame(known, hex, bits / 4, mask)) {
        return at.getValue().iterator().next().name();
      }
    }
    return null;
  }

  /** Whether the bits of one digit are the same; a digit that is not there has none. */
  private static boolean isSame(String a, String b, int digit, int mask) {
    return mask == 0
        || ((Character.digit(a.charAt(digit), 16) ^ Character.digit(b.charAt(digit), 16)) & mask)
            == 0;
  }

  /** Whether an address is known whose hexadecimal form has as many digits and begins like this. */
  boolean hasAddressBelow(String hexPrefix, int digits) {
    return hasBelow(nodes(), hexPrefix, digits) || hasBelow(services(), hexPrefix, digits);
  }

  private static boolean hasBelow(NavigableMap<String, ?> map, String prefix, int digits) {
    // IPv4 and IPv6 share the map: 8 digits and 32
    for (String hex : map.tailMap(prefix).keySet()) {
      if (!hex.startsWith(prefix)) {
        return false;
      }
      if (hex.length() == digits) {
        return true;
      }
    }
    return false;
  }

  private NavigableMap<String, Set<Located>> nodes() {
    NavigableMap<String, Set<Located>> map = nodes;
    if (map == null) {
      map = new TreeMap<>();
      for (NodeEntry node : catalog.nodes()) {
        add(map, node.address(), new Located(node.name(), node.datacenter()));
      }
      nodes = map;
    }
    return map;
  }

  private NavigableMap<String, Set<Located>> services() {
    NavigableMap<String, Set<Located>> map = services;
    if (map == null) {
      map = new TreeMap<>();
      for (ServiceView view : catalog.services()) {
        for (ServiceEntry entry : view.entries()) {
          Located service = new Located(view.service(), entry.node().datacenter());
          add(map, entry.instance().address(), service);
        }
      }
      services = map;
    }
    return map;
  }

  private static void add(NavigableMap<String, Set<Located>> map, String text, Located who) {
    IpAddress address = text.isEmpty() ? null : IpAddress.parse(text);
    if (address != null) {
      map.computeIfAbsent(address.hex(), hex -> new LinkedHashSet<>()).add(who);
    }
  }
}
