package io.paceline.gossip.serf;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All members that the Serf layer remembers, in any status, ordered by name. It knows no rules; see
 * {@link MemberStates}. Not thread-safe, but the list that it publishes is immutable.
 */
final class MemberDirectory {
  private final TreeMap<String, MemberEntry> byName = new TreeMap<>();
  private final int[] counts = new int[MemberStatus.values().length];
  private @Nullable List<Member> view;

  @Nullable MemberEntry get(String name) {
    return byName.get(name);
  }

  void put(MemberEntry entry) {
    MemberEntry before = byName.put(entry.name(), entry);
    if (before != null) {
      counts[before.status().ordinal()]--;
    }
    counts[entry.status().ordinal()]++;
    changed();
  }

  void remove(MemberEntry entry) {
    if (byName.remove(entry.name(), entry)) {
      counts[entry.status().ordinal()]--;
    }
    changed();
  }

  /** Changes the status of an entry, in or out of the directory. */
  void change(MemberEntry entry, MemberStatus status) {
    if (byName.get(entry.name()) == entry) {
      counts[entry.status().ordinal()]--;
      counts[status.ordinal()]++;
    }
    entry.status(status);
    changed();
  }

  /** An entry was changed in place, other than in its status. */
  void changed() {
    view = null;
  }

  int size() {
    return byName.size();
  }

  Collection<MemberEntry> entries() {
    return Collections.unmodifiableCollection(byName.values());
  }

  int count(MemberStatus status) {
    return counts[status.ordinal()];
  }

  /** Whether any member is failed or has left: mostly none is, and nobody needs to look. */
  boolean isAnyGone() {
    return count(MemberStatus.FAILED) + count(MemberStatus.LEFT) > 0;
  }

  List<MemberEntry> matching(Predicate<MemberEntry> wanted) {
    return byName.values().stream().filter(wanted).toList();
  }

  /** Up to {@code count} of those that match, each with the same chance. */
  List<MemberEntry> random(RandomGenerator random, int count, Predicate<MemberEntry> wanted) {
    List<MemberEntry> candidates = new ArrayList<>(matching(wanted));
    int chosen = Math.min(count, candidates.size());
    for (int i = 0; i < chosen; i++) {
      Collections.swap(candidates, i, i + random.nextInt(candidates.size() - i));
    }
    return candidates.subList(0, chosen);
  }

  /** All members as they are now: the same object as long as nothing changed. */
  List<Member> members() {
    if (view == null) {
      view = byName.values().stream().map(MemberEntry::view).toList();
    }
    return view;
  }
}
