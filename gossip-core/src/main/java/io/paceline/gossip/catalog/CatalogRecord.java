package io.paceline.gossip.catalog;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * What an owner last said about one of its services.
 *
 * @param id the service's id, the key within the owner's log
 * @param version the owner's count of changes when it said so
 * @param body the record as it was encoded by its owner, passed on byte for byte; empty for a
 *     tombstone
 * @param instance what the body says; absent for a tombstone, and for a body that this version of
 *     the catalog does not understand: that one is kept and passed on, but not shown
 */
record CatalogRecord(String id, long version, Bytes body, @Nullable ServiceInstance instance) {
  static CatalogRecord tombstone(String id, long version) {
    return new CatalogRecord(id, version, Bytes.EMPTY, null);
  }

  boolean isTombstone() {
    return body.isEmpty();
  }

  /** What it counts against the limits: about what it takes on the wire. */
  int bytes() {
    return id.length() + body.size() + 16;
  }
}
