package io.paceline.gossip.message;

import io.paceline.service.OrderedMap;
import java.util.Map;

/**
 * A member's answer to Serf's internal query who owns a name: the member that it knows by that
 * name. "None" is a nil on the wire and an empty {@code Optional} beside this record.
 *
 * @param name the name in question
 * @param address where its owner listens
 * @param tags the owner's
 * @param status Serf's number of its status: 0 none, 1 alive, 2 leaving, 3 left, 4 failed
 * @param versions the owner's
 */
public record ConflictResponse(
    String name, PeerAddress address, Map<String, String> tags, int status, Versions versions) {
  public ConflictResponse {
    tags = OrderedMap.copyOf(tags);
  }
}
