package io.paceline.service;

/**
 * An instance together with its node, as a catalog shows it (Consul's service entry).
 *
 * @param instance the owner's description
 * @param node the node that it lives on
 * @param suspicion whether failure detection doubts the owner at the moment
 */
public record ServiceEntry(ServiceInstance instance, NodeEntry node, Suspicion suspicion) {
  /** An instance that nobody doubts. */
  public ServiceEntry(ServiceInstance instance, NodeEntry node) {
    this(instance, node, Suspicion.NONE);
  }

  /** Whether anybody doubts it. */
  public boolean suspect() {
    return suspicion != Suspicion.NONE;
  }

  /** Where to reach it: the instance's own address, else its node's. */
  public String address() {
    return instance.address().isEmpty() ? node.address() : instance.address();
  }
}
