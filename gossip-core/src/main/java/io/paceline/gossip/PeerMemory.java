package io.paceline.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which peers to remember for the next life: those that are up, those that failed, and those of
 * earlier lives that were not seen since. Who left, or was forced out, is forgotten. Not
 * thread-safe.
 *
 * <p>After a total outage a node may be the first to come back, and may be restarted again before
 * it sees anybody. What it knew must outlast that, or it would be alone for good.
 */
final class PeerMemory {
  static final int PEERS_MAX = 1024;

  /** How long a peer is remembered after it was seen last. */
  static final Duration FORGET_AFTER = Duration.ofDays(7);

  /** Of earlier lives, by name; they have not been seen in this one. */
  private final Map<String, RememberedPeer> unseen = new LinkedHashMap<>();

  /** When members of this life failed, by name. */
  private final Map<String, Instant> failedSince = new LinkedHashMap<>();

  /**
   * Takes over what the last life kept. Of a peer that was up then nobody knows how long it was up
   * afterwards: until now, for all we know.
   */
  void load(List<RememberedPeer> kept, Instant now) {
    for (RememberedPeer peer : kept) {
      Instant seen = peer.lastSeen().orElse(now);
      if (seen.isAfter(now.minus(FORGET_AFTER))) {
        unseen.put(peer.name(), new RememberedPeer(peer.name(), peer.address(), Optional.of(seen)));
      }
    }
  }

  /** What to keep, the most promising first. */
  List<RememberedPeer> remember(List<Member> members, String localName, Instant now) {
    List<RememberedPeer> peers = new ArrayList<>();
    Map<String, Instant> failed = new LinkedHashMap<>();
    for (Member member : members) {
      unseen.remove(member.name());
      boolean up = member.status().isUp();
      if (member.status() == MemberStatus.FAILED) {
        failed.put(member.name(), failedSince.getOrDefault(member.name(), now));
      }
      if (!member.name().equals(localName) && (up || failed.containsKey(member.name()))) {
        Optional<Instant> lastSeen = Optional.ofNullable(failed.get(member.name()));
        peers.add(new RememberedPeer(member.name(), member.address(), lastSeen));
      }
    }
    failedSince.clear();
    failedSince.putAll(failed);
    peers.addAll(unseen.values());
    peers.sort(Comparator.comparing(peer -> peer.lastSeen().orElse(Instant.MAX), latestFirst()));
    return List.copyOf(peers.subList(0, Math.min(PEERS_MAX, peers.size())));
  }

  private static Comparator<Instant> latestFirst() {
    return Comparator.reverseOrder();
  }
}
