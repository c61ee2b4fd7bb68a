package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the HTTP API can ask of the agent that it belongs to. Safe for use by many threads. */
public interface LocalAgent {
  String version();

  String datacenter();

  Member localMember();

  List<Member> members();

  CatalogSnapshot catalog();

  /** The services that were registered here. */
  List<ServiceInstance> registrations();

  /** Registers or replaces a service of this node; the node's name is filled in. */
  CompletableFuture<Void> register(ServiceInstance instance);

  /** Whether there was a service of this id on this node; it is gone now. */
  CompletableFuture<Boolean> deregister(String id);

  /**
   * Leaves the cluster gracefully and ends the agent afterwards; completes when peers were told.
   */
  CompletableFuture<Void> leave();
}
