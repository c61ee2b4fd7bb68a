package io.paceline.gossip.swim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said against each member and what came of it: the last {@value #PER_MEMBER_MAX} lines
 * for each of the last {@value #MEMBERS_MAX} members in doubt. Outlives the member in the table.
 */
final class AccusationLog {
  static final int PER_MEMBER_MAX = 32;
  static final int MEMBERS_MAX = 256;

  private final Map<String, Deque<Accusation>> byMember = new LinkedHashMap<>();

  void add(String member, Accusation accusation) {
    Deque<Accusation> lines = byMember.remove(member);
    if (lines == null) {
      lines = new ArrayDeque<>();
      dropOldestMember();
    }
    byMember.put(member, lines); // at the end: the members in doubt last stay longest
    if (lines.size() == PER_MEMBER_MAX) {
      lines.removeFirst();
    }
    lines.addLast(accusation);
  }

  private void dropOldestMember() {
    if (byMember.size() == MEMBERS_MAX) {
      Iterator<String> names = byMember.keySet().iterator();
      names.next();
      names.remove();
    }
  }

  /** Oldest first; empty if nothing was ever said against it. */
  List<Accusation> of(String member) {
    Deque<Accusation> lines = byMember.get(member);
    return lines == null ? List.of() : List.copyOf(lines);
  }
}
