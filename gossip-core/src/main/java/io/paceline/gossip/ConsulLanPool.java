package io.paceline.gossip;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What makes a node a client of Consul's LAN pool. Consul's servers then list it as a member,
 * register it in their catalog under its own name, and keep the check {@code serfHealth} there
 * after what the pool finds out. Services are no part of it: who wants them in Consul's catalog
 * registers them there, on that node.
 *
 * <p>The servers read a member's tags. Two of Consul's may be the user's own: {@code id}, the
 * node's UUID, and {@code build}, the version that {@code consul members} shows. The others are
 * fixed; one that contradicts is refused here, because the servers would turn the member away.
 *
 * @param datacenter that of the servers; members of another are turned away
 */
public record ConsulLanPool(String datacenter) {
  /** Where Consul's agents gossip in their LAN pool. */
  public static final int DEFAULT_PORT = 8301;

  /**
   * The release that this is tested with. Servers write it into the node's meta and do not register
   * a member whose build is no version.
   */
  private static final String BUILD = "1.22.7:paceline";

  private static final String ID = "id";
  private static final String UUID_FORM =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  /** Segments, partitions and FIPS builds are the enterprise edition's. */
  private static final List<String> FOREIGN = List.of("ap", "fips");

  public ConsulLanPool {
    if (!datacenter.matches("[a-z0-9_-]{1,63}")) {
      throw new IllegalArgumentException(
          "Consul datacenter (\""
              + datacenter
              + "\") must be 1 to 63 lower-case letters, digits, '-' or '_'");
    }
  }

  /**
   * The node's own tags with those that Consul wants.
   *
   * @throws IllegalArgumentException naming the tag, if Consul would not take it
   */
  Map<String, String> announced(String name, Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>(fixed());
    all.put(ID, nodeId(name));
    all.put("build", BUILD);
    for (Map.Entry<String, String> tag : own.entrySet()) {
      requireAccepted(tag.getKey(), tag.getValue());
      all.put(tag.getKey(), tag.getValue());
    }
    return all;
  }

  private Map<String, String> fixed() {
    Map<String, String> fixed = new LinkedHashMap<>();
    fixed.put("role", "node"); // "consul" would make it a server, and a voter
    fixed.put("dc", datacenter);
    fixed.put("segment", "");
    fixed.put("vsn", "2");
    fixed.put("vsn_min", "2");
    fixed.put("vsn_max", "3");
    return fixed;
  }

  private void requireAccepted(String tag, String value) {
    String wanted = fixed().getOrDefault(tag, FOREIGN.contains(tag) ? "" : value);
    if (!value.equals(wanted)) {
      throw new IllegalArgumentException(
          "tag "
              + tag
              + "="
              + value
              + ": in this Consul LAN pool it must be "
              + (wanted.isEmpty() ? "empty" : wanted));
    }
    if (tag.equals(ID) && !value.matches(UUID_FORM)) {
      throw new IllegalArgumentException("tag id=" + value + ": Consul wants a lower-case UUID");
    }
    if (tag.equals("build") && !value.matches("\\d+\\.\\d+\\.\\d+.*")) {
      throw new IllegalArgumentException(
          "tag build=" + value + ": Consul wants a version such as 1.22.7");
    }
  }

  /** Unique and the same after a restart, as names are: so nothing has to be stored. */
  private String nodeId(String name) {
    String named = "paceline/consul-lan/" + datacenter + "/" + name;
    return UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
