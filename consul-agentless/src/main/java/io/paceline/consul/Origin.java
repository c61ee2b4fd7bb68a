package io.paceline.consul;

import io.paceline.gossip.Member;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where an instance that is seen in one catalog really lives, so that it is the same one in the
 * other, is shown once and is never carried back.
 *
 * <p>An instance that was carried over says so in its service meta ({@value #KEY}) and has an id
 * that cannot be a native one of the carrier:
 *
 * <pre>
 * Consul → gossip   id consul:NODE:ID     paceline-source consul
 * gossip → Consul   id gossip:MEMBER:ID   paceline-source gossip/MEMBER
 * </pre>
 *
 * @param member the gossip member that owns it; absent for what is native to Consul
 * @param identity equal for two sights of the same instance, whichever catalogs they come from
 */
record Origin(Optional<String> member, String identity) {
  /** The same meta key by which the mDNS bridge marks what it brings in. */
  static final String KEY = "paceline-source";

  static final String CONSUL = "consul";
  private static final String GOSSIP = "gossip/";

  /** Of an entry in the gossip catalog. */
  static Origin ofGossip(ServiceEntry entry) {
    ServiceInstance instance = entry.instance();
    return isFromConsul(instance)
        ? new Origin(Optional.empty(), instance.id())
        : ofMember(instance.node(), instance.id());
  }

  /**
   * Of an entry in Consul's catalog, for a member of this gossip cluster.
   *
   * @param inPool whether a node of Consul's is a member of this cluster, which is Consul's own LAN
   *     pool then
   */
  static Origin ofConsul(ServiceEntry entry, String cluster, Predicate<String> inPool) {
    ServiceInstance instance = entry.instance();
    Map<String, String> node = entry.node().meta();
    boolean ours = "paceline".equals(node.get("agentless")) && cluster.equals(node.get("gossip"));
    if (!ours && inPool.test(instance.node())) {
      return ofMember(instance.node(), instance.id());
    }
    if (!ours) {
      return new Origin(Optional.empty(), importedId(entry));
    }
    String source = instance.meta().getOrDefault(KEY, "");
    return source.startsWith(GOSSIP)
        ? new Origin(Optional.of(source.substring(GOSSIP.length())), instance.id())
        : ofMember(node.getOrDefault("member", ""), instance.id());
  }

  private static Origin ofMember(String member, String id) {
    return new Origin(Optional.of(member), "gossip:" + member + ":" + id);
  }

  /** Whether this member says that it is an agent of Consul's LAN pool, or acts as one. */
  static boolean isOfPool(Member member) {
    String role = member.tags().getOrDefault("role", "");
    return role.equals("node") || role.equals("consul");
  }

  static boolean isFromConsul(ServiceInstance instance) {
    return CONSUL.equals(instance.meta().get(KEY));
  }

  private static String importedId(ServiceEntry entry) {
    return "consul:" + entry.instance().node() + ":" + entry.instance().id();
  }

  /** An instance of Consul's, as a member registers it in gossip. */
  static ServiceInstance imported(ServiceEntry entry) {
    return marked(entry, CONSUL).id(importedId(entry)).node("").build();
  }

  /** An instance of another member's, as this one registers it in Consul. */
  static ServiceInstance exported(ServiceEntry entry) {
    return marked(entry, GOSSIP + entry.instance().node()).id(ofGossip(entry).identity()).build();
  }

  /** The carrier's address is not the instance's. */
  private static ServiceInstance.Builder marked(ServiceEntry entry, String source) {
    Map<String, String> meta = new LinkedHashMap<>(entry.instance().meta());
    meta.put(KEY, source);
    return entry.instance().toBuilder().address(entry.address()).meta(meta);
  }
}
