package io.paceline.gossip.swim;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.SwimState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All known members in any state, the local one included, and the order in which they are probed.
 * Holds facts only; what they mean is decided in {@link Membership}.
 */
final class MemberTable {
  /** Below this many members per wanted one, peers are chosen from a full list, not by luck. */
  private static final int EXHAUSTIVE_FACTOR = 4;

  private final RandomGenerator random;
  private final Map<String, SwimMember> byName = new LinkedHashMap<>();
  private final Map<PeerAddress, SwimMember> byAddress =
      new HashMap<>(); // looked up, never iterated
  private final List<String> ring = new ArrayList<>();
  private int ringNext;

  MemberTable(RandomGenerator random) {
    this.random = random;
  }

  @Nullable SwimMember get(String name) {
    return byName.get(name);
  }

  /** The member that listens at an address, if any. */
  @Nullable SwimMember at(PeerAddress address) {
    return byAddress.get(address);
  }

  /** In the order in which they became known. */
  Collection<SwimMember> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Members in any state, as memberlist counts them in its formulas. */
  int size() {
    return byName.size();
  }

  /** Stores a member's new state; a new one takes a random place in the ring. */
  void put(SwimMember member) {
    SwimMember before = byName.put(member.name(), member);
    if (before == null) {
      insertIntoRing(member.name());
    } else if (!before.address().equals(member.address())) {
      forgetAddress(before);
    }
    byAddress.put(member.address(), member);
  }

  /** Another member may have taken the address over. */
  private void forgetAddress(SwimMember member) {
    SwimMember last = byAddress.get(member.address());
    if (last != null && last.name().equals(member.name())) {
      byAddress.remove(member.address());
    }
  }

  private void insertIntoRing(String name) {
    int place = random.nextInt(ring.size() + 1);
    ring.add(name);
    Collections.swap(ring, place, ring.size() - 1);
  }

  /**
   * The next member of the ring that passes the filter; null if none does. Each turn around visits
   * everybody once in an order of its own (SWIM section 4.3), so that detection time is bounded.
   *
   * @param onTurn called before a new turn, which may remove members
   */
  @Nullable SwimMember nextInRing(Predicate<SwimMember> filter, Runnable onTurn) {
    for (int checked = 0; checked <= ring.size(); checked++) {
      if (ringNext >= ring.size()) {
        onTurn.run();
        shuffle();
        ringNext = 0;
      }
      SwimMember member = byName.get(ring.get(ringNext++));
      if (member != null && filter.test(member)) {
        return member;
      }
    }
    return null;
  }

  private void shuffle() {
    for (int i = ring.size() - 1; i > 0; i--) {
      Collections.swap(ring, i, random.nextInt(i + 1));
    }
  }

  /** Removes members that are down since before the given time; returns them. */
  List<SwimMember> purge(long downSinceNanos) {
    List<SwimMember> purged = new ArrayList<>();
    for (SwimMember member : byName.values()) {
      if (member.state().isDown() && member.stateSinceNanos() - downSinceNanos < 0) {
        purged.add(member);
      }
    }
    for (SwimMember member : purged) {
      byName.remove(member.name());
      forgetAddress(member);
    }
    if (!purged.isEmpty()) {
      ring.removeIf(name -> !byName.containsKey(name));
    }
    return purged;
  }

  /** Up to {@code count} different random members that pass the filter. */
  List<SwimMember> random(int count, Predicate<SwimMember> filter) {
    return ring.size() <= EXHAUSTIVE_FACTOR * count
        ? randomFromList(count, filter)
        : randomByTrial(count, filter);
  }

  private List<SwimMember> randomFromList(int count, Predicate<SwimMember> filter) {
    List<SwimMember> chosen = new ArrayList<>();
    for (SwimMember member : byName.values()) {
      if (filter.test(member)) {
        chosen.add(member);
      }
    }
    for (int i = 0; i < Math.min(count, chosen.size()); i++) {
      Collections.swap(chosen, i, i + random.nextInt(chosen.size() - i));
    }
    return chosen.size() <= count ? chosen : chosen.subList(0, count);
  }

  /** In a large table most draws hit, and a list of all would cost more than the packets. */
  private List<SwimMember> randomByTrial(int count, Predicate<SwimMember> filter) {
    List<SwimMember> chosen = new ArrayList<>(count);
    for (int tries = 3 * ring.size(); tries > 0 && chosen.size() < count; tries--) {
      SwimMember member = byName.get(ring.get(random.nextInt(ring.size())));
      if (member != null && filter.test(member) && !chosen.contains(member)) {
        chosen.add(member);
      }
    }
    return chosen;
  }

  /** Whether anybody besides the named member is alive or suspect. */
  boolean anyUpBesides(String name) {
    return byName.values().stream().anyMatch(m -> m.state().isUp() && !m.name().equals(name));
  }

  /** A filter for members in a state, the local one excluded. */
  static Predicate<SwimMember> othersIn(SwimState state, String localName) {
    return member -> member.state() == state && !member.name().equals(localName);
  }
}
