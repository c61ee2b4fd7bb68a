package io.paceline.gossip.serf;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All members that the Serf layer remembers, in any status, ordered by name. It knows no rules; see
 * {@link MemberStates}. Not thread-safe, but the list that it publishes is immutable.
 */
final class MemberDirectory {
  /** A sorted list takes a tenth of a tree's memory, and a member rarely comes or goes. */
  private final List<MemberEntry> byName = new ArrayList<>();

  /** Peers list their members in this order too, so the next one that is wanted often follows. */
  private int lastFound;

  private final int[] counts = new int[MemberStatus.values().length];
  private @Nullable List<Member> view;

  @Nullable MemberEntry get(String name) {
    int index = isAt(lastFound + 1, name) ? lastFound + 1 : indexOf(name);
    if (index < 0) {
      return null;
    }
    lastFound = index;
    return byName.get(index);
  }

  private boolean isAt(int index, String name) {
    return index < byName.size() && byName.get(index).name().equals(name);
  }

  /** Where a name is; if it is not there, where it would be, as {@code -index - 1}. */
  private int indexOf(String name) {
    int low = 0;
    int high = byName.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = byName.get(middle).name().compareTo(name);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle;
    }
    return -low - 1;
  }

  void put(MemberEntry entry) {
    int index = indexOf(entry.name());
    if (index < 0) {
      byName.add(-index - 1, entry);
    } else {
      counts[byName.set(index, entry).status().ordinal()]--;
    }
    counts[entry.status().ordinal()]++;
    changed();
  }

  void remove(MemberEntry entry) {
    int index = indexOf(entry.name());
    if (index >= 0 && byName.get(index) == entry) {
      byName.remove(index);
      counts[entry.status().ordinal()]--;
    }
    changed();
  }

  /** Changes the status of an entry, in or out of the directory. */
  void change(MemberEntry entry, MemberStatus status) {
    if (get(entry.name()) == entry) {
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
    return Collections.unmodifiableCollection(byName);
  }

  int count(MemberStatus status) {
    return counts[status.ordinal()];
  }

  /** Whether any member is failed or has left: mostly none is, and nobody needs to look. */
  boolean isAnyGone() {
    return count(MemberStatus.FAILED) + count(MemberStatus.LEFT) > 0;
  }

  List<MemberEntry> matching(Predicate<MemberEntry> wanted) {
    return byName.stream().filter(wanted).toList();
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
      view = byName.stream().map(MemberEntry::view).toList();
    }
    return view;
  }
}
