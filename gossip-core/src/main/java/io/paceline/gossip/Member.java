package io.paceline.gossip;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.service.OrderedMap;
import java.util.Map;

/**
 * A member of the cluster at one moment, as the local node sees it.
 *
 * @param name unique in the cluster
 * @param address where it listens for gossip
 * @param tags what it says of itself, at most 512 bytes encoded
 * @param status in Serf's words
 * @param suspect whether it is accused and has not refuted yet
 * @param versions the protocol versions that it speaks
 * @param incarnation the number with which it overrides older news about itself
 */
public record Member(
    String name,
    PeerAddress address,
    Map<String, String> tags,
    MemberStatus status,
    boolean suspect,
    Versions versions,
    long incarnation) {

  public Member {
    tags = OrderedMap.copyOf(tags);
  }
}
