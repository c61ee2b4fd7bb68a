package io.paceline.gossip.engine;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.Collections;
import java.util.LinkedHashMap;
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

  /** Leave gracefully; {@link EngineEvent.LeaveFinished} tells when peers were told. */
  record Leave() implements Command {}

  /** Replace the local member's tags. */
  record SetTags(Map<String, String> tags) implements Command {
    public SetTags {
      tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }
  }

  /** Register or replace a service of the local node. */
  record Register(ServiceInstance instance) implements Command {}

  /** Deregister a service of the local node by its id; nothing happens if there is none. */
  record Deregister(String id) implements Command {}

  /** Send a user event to all members. */
  record FireEvent(String name, Bytes payload, boolean coalesce) implements Command {}
}
