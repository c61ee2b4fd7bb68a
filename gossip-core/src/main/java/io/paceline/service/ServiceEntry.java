package io.paceline.service;

/**
 * An instance together with its node, as a catalog shows it (Consul's service entry).
 *
 * @param instance the owner's description
 * @param node the node that it lives on
 * @param suspect whether failure detection doubts the owner at the moment
 */
public record ServiceEntry(ServiceInstance instance, NodeEntry node, boolean suspect) {

  /** Where to reach it: the instance's own address, else its node's. */
  public String address() {
    return instance.address().isEmpty() ? node.address() : instance.address();
  }
}
