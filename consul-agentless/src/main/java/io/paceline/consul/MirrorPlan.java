package io.paceline.consul;

import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.service.selection.RendezvousRank;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one member should have registered where, as a pure function of what is to be seen. Of the
 * members with access to Consul, the first by rendezvous hash carries: another one's services by
 * the owner's name, Consul's services by the service's name. So each is carried once, and a member
 * that comes or goes moves only its share.
 */
final class MirrorPlan {
  /** More are not carried by one member: whoever can write to Consul could make gossip grow. */
  static final int IMPORTS_MAX = 1_000;

  private final MirrorConfig config;
  private final String self;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final List<String> withAccess = new ArrayList<>();

  MirrorPlan(MirrorConfig config, String self, List<Member> members) {
    this.config = config;
    this.self = self;
    for (Member member : members) {
      this.members.put(member.name(), member);
      if (member.status().isUp() && hasAccess(member)) {
        withAccess.add(member.name());
      }
    }
  }

  private boolean hasAccess(Member member) {
    return config.datacenter().equals(member.tags().get(HealthSteward.ACCESS_TAG));
  }

  private boolean carries(String subject) {
    return RendezvousRank.of(self, subject, withAccess) == 0;
  }

  /** By id, what this member's node in Consul should have on it. */
  Map<String, ServiceInstance> toConsul(List<ServiceInstance> own, CatalogSnapshot gossip) {
    Map<String, ServiceInstance> wanted = new LinkedHashMap<>();
    for (ServiceInstance instance : own) {
      if (!Origin.isFromConsul(instance)) {
        wanted.put(instance.id(), instance);
      }
    }
    if (config.others()) {
      for (ServiceView view : gossip.services()) {
        view.entries().stream()
            .filter(this::isCarriedToConsul)
            .map(Origin::exported)
            .forEach(instance -> wanted.put(instance.id(), instance));
      }
    }
    return wanted;
  }

  private boolean isCarriedToConsul(ServiceEntry entry) {
    Member owner = members.get(entry.instance().node());
    return owner != null
        && owner.status().isUp()
        && !hasAccess(owner)
        && !Origin.isFromConsul(entry.instance())
        && carries(owner.name());
  }

  /** By id, what this member should have registered in gossip of Consul's own. */
  Map<String, ServiceInstance> toGossip(CatalogSnapshot consul) {
    Map<String, ServiceInstance> wanted = new LinkedHashMap<>();
    if (!config.imports()) {
      return wanted;
    }
    for (ServiceView view : consul.services()) {
      if (!view.service().equals("consul") && carries(view.service())) {
        view.entries().stream()
            .filter(this::isNativeToConsul)
            .limit(IMPORTS_MAX - wanted.size())
            .map(Origin::imported)
            .forEach(instance -> wanted.put(instance.id(), instance));
      }
    }
    return wanted;
  }

  private boolean isNativeToConsul(ServiceEntry entry) {
    return Origin.ofConsul(entry, config.cluster(), this::isInPool).member().isEmpty();
  }

  private boolean isInPool(String node) {
    Member member = members.get(node);
    return member != null && Origin.isOfPool(member);
  }
}
