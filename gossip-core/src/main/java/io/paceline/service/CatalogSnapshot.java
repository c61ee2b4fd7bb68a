package io.paceline.service;

import java.util.Collection;
import java.util.Optional;

/**
 * A whole catalog at one moment. Immutable: a reader that holds one sees a consistent state as long
 * as it likes. Names are compared without regard to ASCII letter case, as in DNS and in Consul.
 */
public interface CatalogSnapshot {
  /** Grows with every change of the catalog that made this snapshot; 0 is the empty start. */
  long version();

  /** The view of one service; a view without entries if it has no visible instance. */
  ServiceView service(String name);

  /** All services with at least one visible instance, ordered by name. */
  Collection<ServiceView> services();

  /** A visible node by its name. */
  Optional<NodeEntry> node(String name);

  /** All visible nodes, ordered by name. */
  Collection<NodeEntry> nodes();
}
