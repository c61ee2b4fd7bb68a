package io.paceline.gossip.engine;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import io.paceline.service.OrderedMap;
import io.paceline.service.ServiceInstance;
import java.util.List;
import java.util.Map;

/**
 * What the owner of a node wants of its engine. A command that breaks a rule is refused with an
 * {@link IllegalArgumentException} before anything changed.
 */
public sealed interface Command {
  /** Join through these seeds, {@code HOST} or {@code HOST:PORT} each, and keep trying. */
  record Join(List<String> seeds) implements Command {
    public Join {
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * Dial where peers were in the last life, the most promising first: often while nobody else is
   * there, now and then afterwards, and at most for a day, since unlike seeds they may be gone for
   * good.
   */
  record Rejoin(List<PeerAddress> peers) implements Command {
    public Rejoin {
      peers = List.copyOf(peers);
    }
  }

  /** Leave gracefully; {@link EngineEvent.LeaveFinished} tells when peers were told. */
  record Leave() implements Command {}

  /** Replace the local member's tags. */
  record SetTags(Map<String, String> tags) implements Command {
    public SetTags {
      tags = OrderedMap.copyOf(tags);
    }
  }

  /** Register or replace a service of the local node. */
  record Register(ServiceInstance instance) implements Command {}

  /** Deregister a service of the local node by its id; nothing happens if there is none. */
  record Deregister(String id) implements Command {}

  /** Send a user event to all members. */
  record FireEvent(String name, Bytes payload, boolean coalesce) implements Command {}

  /**
   * Ask other members; {@link EngineEvent.QueryProgressed} tells what comes of it.
   *
   * @param token the owner's own name for this query
   */
  record Ask(long token, QueryRequest request) implements Command {}

  /**
   * Answer the query with this {@link io.paceline.gossip.serf.ReceivedQuery#number}; it is refused
   * with an {@link IllegalStateException} if it comes too late or was given before.
   */
  record Respond(long query, Bytes payload) implements Command {}

  /**
   * List or change the keys of all members; {@link EngineEvent.KeysOperated} tells what came of it.
   *
   * @param token the owner's own name for this operation
   * @param key empty for a listing
   */
  record OperateKeys(long token, KeyOperation operation, Bytes key) implements Command {}

  /** Say of a failed member that it left; with prune everybody forgets it altogether. */
  record ForceLeave(String name, boolean prune) implements Command {}
}
