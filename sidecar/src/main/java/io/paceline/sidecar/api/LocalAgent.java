package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.selection.RoundTrips;
import io.paceline.sidecar.checks.OwnedServices;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the HTTP API can ask of the agent that it belongs to. Safe for use by many threads. */
public interface LocalAgent extends OwnedServices {
  String version();

  String datacenter();

  Member localMember();

  List<Member> members();

  CatalogSnapshot catalog();

  /** How far nodes are from a member. */
  RoundTrips roundTrips(String member);

  /** Tries to become a member of their cluster through these; how many answered. */
  CompletableFuture<Integer> join(List<String> seeds);

  /**
   * Leaves the cluster gracefully and ends the agent afterwards; completes when peers were told.
   */
  CompletableFuture<Void> leave();
}
