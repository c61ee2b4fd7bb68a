package io.paceline.sidecar.agent;

import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import io.paceline.service.selection.RoundTrips;
import io.paceline.sidecar.api.LocalAgent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the HTTP API sees of a gossip node. Safe for use by many threads. */
final class NodeAgent implements LocalAgent {
  private final GossipNode node;
  private final String datacenter;
  private final Supplier<CompletableFuture<Void>> leave;

  NodeAgent(GossipNode node, String datacenter, Supplier<CompletableFuture<Void>> leave) {
    this.node = node;
    this.datacenter = datacenter;
    this.leave = leave;
  }

  @Override
  public String version() {
    return AgentVersion.text();
  }

  @Override
  public String datacenter() {
    return datacenter;
  }

  @Override
  public Member localMember() {
    return node.localMember();
  }

  @Override
  public List<Member> members() {
    return node.members();
  }

  @Override
  public CatalogSnapshot catalog() {
    return node.services().snapshot();
  }

  @Override
  public RoundTrips roundTrips(String member) {
    return node.services().roundTrips(member);
  }

  @Override
  public List<ServiceInstance> registrations() {
    return node.services().registrations();
  }

  @Override
  public CompletableFuture<Void> register(ServiceInstance instance) {
    return node.services().register(instance);
  }

  @Override
  public CompletableFuture<Void> update(String id, UnaryOperator<ServiceInstance> change) {
    return node.services().update(id, change);
  }

  @Override
  public CompletableFuture<Integer> join(List<String> seeds) {
    return node.join(seeds);
  }

  @Override
  public CompletableFuture<Boolean> deregister(String id) {
    return node.services().deregister(id);
  }

  @Override
  public CompletableFuture<Void> leave() {
    return leave.get();
  }
}
