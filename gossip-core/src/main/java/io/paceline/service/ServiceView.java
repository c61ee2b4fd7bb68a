package io.paceline.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * All visible instances of one service at one moment, immutable, ordered by node and id. A catalog
 * replaces the view of a service when, and only when, that service changes: two reads that return
 * the same object mean that nothing changed.
 *
 * @param service the name in the letter case of its first instance
 * @param entries the instances
 */
public record ServiceView(String service, List<ServiceEntry> entries) {
  /** The order of the entries: by node, then by id. */
  public static final Comparator<ServiceEntry> ORDER =
      Comparator.<ServiceEntry, String>comparing(entry -> entry.instance().node())
          .thenComparing(entry -> entry.instance().id());

  public ServiceView {
    entries = List.copyOf(entries);
  }

  /** Which of two lists, both in {@link #ORDER}, has the next entry; below 0 for the first. */
  static int order(List<ServiceEntry> before, int b, List<ServiceEntry> after, int a) {
    if (b == before.size() || a == after.size()) {
      return b == before.size() ? 1 : -1;
    }
    return ORDER.compare(before.get(b), after.get(a));
  }

  /** Whether nobody offers the service. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The entries that pass the filter, in the same order. */
  public List<ServiceEntry> select(Predicate<? super ServiceEntry> filter) {
    List<ServiceEntry> selected = new ArrayList<>(entries.size());
    for (ServiceEntry entry : entries) {
      if (filter.test(entry)) {
        selected.add(entry);
      }
    }
    return Collections.unmodifiableList(selected);
  }
}
