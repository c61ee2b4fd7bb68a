package io.paceline.gossip;

/** What an operator does to the keys of the whole cluster, with Serf's internal queries. */
public enum KeyOperation {
  /** Add a key to those that decrypt. */
  INSTALL("_serf_install-key"),
  /** Make an installed key the one that encrypts. */
  USE("_serf_use-key"),
  /** Remove a key that does not encrypt. */
  REMOVE("_serf_remove-key"),
  /** List the keys of each member. */
  LIST("_serf_list-keys");

  private final String queryName;

  KeyOperation(String queryName) {
    this.queryName = queryName;
  }

  /** The name of the internal query. */
  public String queryName() {
    return queryName;
  }
}
