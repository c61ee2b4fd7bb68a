package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import io.paceline.service.selection.RoundTrips;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An agent without a network: one member, and a catalog that tests fill. */
final class FakeAgent implements LocalAgent {
  private final SnapshotBuilder catalog = new SnapshotBuilder();
  private final Map<String, ServiceInstance> registrations = new LinkedHashMap<>();
  private final List<Member> members = new ArrayList<>();
  private final Member self;
  private CatalogSnapshot snapshot;
  boolean left;
  Function<String, RoundTrips> roundTrips = member -> RoundTrips.UNKNOWN;

  FakeAgent(String name, Map<String, String> tags, Map<String, String> meta) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 18_301);
    self = member(name, PeerAddress.of(address), tags, MemberStatus.ALIVE, false);
    members.add(self);
    Map<String, String> tagged = new LinkedHashMap<>();
    for (String scope : List.of("lan", "lan_ipv4", "wan", "wan_ipv4")) {
      tagged.put(scope, "127.0.0.1");
    }
    catalog.putNode(new NodeEntry(name, "127.0.0.1", "dc1", meta, tagged));
    snapshot = catalog.snapshot();
  }

  static Member member(
      String name,
      PeerAddress address,
      Map<String, String> tags,
      MemberStatus status,
      boolean suspect) {
    return new Member(name, address, tags, status, suspect, Versions.SERF, 1);
  }

  FakeAgent with(Member member) {
    members.add(member);
    return this;
  }

  /** A node that is in the catalog without being a member. */
  FakeAgent with(NodeEntry node) {
    catalog.putNode(node);
    snapshot = catalog.snapshot();
    return this;
  }

  FakeAgent with(ServiceInstance instance) {
    NodeEntry node = snapshot.node(instance.node()).orElseThrow();
    catalog.put(new ServiceEntry(instance, node));
    snapshot = catalog.snapshot();
    return this;
  }

  @Override
  public RoundTrips roundTrips(String member) {
    return roundTrips.apply(member);
  }

  @Override
  public String version() {
    return "1.22.7";
  }

  @Override
  public String datacenter() {
    return "dc1";
  }

  @Override
  public Member localMember() {
    return self;
  }

  @Override
  public List<Member> members() {
    return List.copyOf(members);
  }

  @Override
  public CatalogSnapshot catalog() {
    return snapshot;
  }

  @Override
  public List<ServiceInstance> registrations() {
    return List.copyOf(registrations.values());
  }

  @Override
  public CompletableFuture<Void> register(ServiceInstance instance) {
    ServiceInstance mine = instance.toBuilder().node(self.name()).build();
    registrations.put(mine.id(), mine);
    with(mine);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> update(String id, UnaryOperator<ServiceInstance> change) {
    ServiceInstance old = registrations.get(id);
    return old == null
        ? CompletableFuture.failedFuture(new IllegalArgumentException("no service " + id))
        : register(change.apply(old));
  }

  /** Nobody is there to be joined. */
  @Override
  public CompletableFuture<Integer> join(List<String> seeds) {
    return CompletableFuture.completedFuture(0);
  }

  @Override
  public CompletableFuture<Boolean> deregister(String id) {
    ServiceInstance removed = registrations.remove(id);
    if (removed != null) {
      catalog.remove(removed.service(), self.name(), id);
      snapshot = catalog.snapshot();
    }
    return CompletableFuture.completedFuture(removed != null);
  }

  @Override
  public CompletableFuture<Void> leave() {
    left = true;
    return CompletableFuture.completedFuture(null);
  }
}
