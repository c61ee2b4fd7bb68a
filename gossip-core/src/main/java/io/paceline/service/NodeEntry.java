package io.paceline.service;

import java.util.Map;

/**
 * The node that instances live on: a member of the gossip cluster, or a node of Consul's catalog.
 *
 * @param name unique in its datacenter
 * @param address IP address or host name
 * @param datacenter the {@code dc} tag of a member
 * @param meta key and value for programs; a member's tags
 * @param taggedAddresses Consul's tagged addresses, for instance {@code wan}
 */
public record NodeEntry(
    String name,
    String address,
    String datacenter,
    Map<String, String> meta,
    Map<String, String> taggedAddresses) {

  public NodeEntry {
    meta = OrderedMap.copyOf(meta);
    taggedAddresses = OrderedMap.copyOf(taggedAddresses);
  }
}
