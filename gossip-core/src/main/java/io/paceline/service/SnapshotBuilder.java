package io.paceline.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a sequence of snapshots from single changes. Each snapshot shares with the one before all
 * that did not change: a service whose entries are equal to what they were keeps its very {@link
 * ServiceView} object. The changes of one service between two snapshots cost one copy of its list.
 *
 * <p>Not safe for use by many threads; the snapshots are.
 */
public final class SnapshotBuilder {
  private static final Comparator<EntryKey> KEY_ORDER =
      Comparator.comparing(EntryKey::node).thenComparing(EntryKey::id);

  /** What identifies an instance, and gives the order of a view. */
  private record EntryKey(String node, String id) {
    static EntryKey of(ServiceEntry entry) {
      return new EntryKey(entry.instance().node(), entry.instance().id());
    }
  }

  /** What became of one service since the last snapshot; an absent entry is a removed one. */
  private static final class Pending {
    final String service;
    final TreeMap<EntryKey, Optional<ServiceEntry>> changes = new TreeMap<>(KEY_ORDER);
    boolean replaced;

    Pending(String service) {
      this.service = service;
    }
  }

  private final Map<String, Pending> pending = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private PersistentSnapshot last = PersistentSnapshot.EMPTY;
  private AsciiTrie<NodeEntry> nodes = AsciiTrie.empty();

  /** A node appears or changes. Entries that show the old node are the caller's to put again. */
  public void putNode(NodeEntry node) {
    if (!node.equals(nodes.get(node.name()))) {
      nodes = nodes.with(node.name(), node);
    }
  }

  /** A node is gone. Entries that show it are the caller's to remove. */
  public void removeNode(String name) {
    nodes = nodes.without(name);
  }

  /** An instance appears or changes; it is identified by its service, node and id. */
  public void put(ServiceEntry entry) {
    pending(entry.instance().service()).changes.put(EntryKey.of(entry), Optional.of(entry));
  }

  /** An instance is gone; nothing happens if it was not there. */
  public void remove(String service, String node, String id) {
    pending(service).changes.put(new EntryKey(node, id), Optional.empty());
  }

  /** These are all instances of a service, in any order; those not among them are gone. */
  public void replace(String service, List<ServiceEntry> entries) {
    Pending fresh = new Pending(service);
    fresh.replaced = true;
    entries.forEach(entry -> fresh.changes.put(EntryKey.of(entry), Optional.of(entry)));
    pending.put(service, fresh);
  }

  /** The state after all changes so far; the very same snapshot again if nothing differs. */
  public CatalogSnapshot snapshot() {
    AsciiTrie<ServiceView> services = last.serviceMap();
    for (Pending change : pending.values()) {
      services = apply(services, change);
    }
    pending.clear();
    if (services != last.serviceMap() || nodes != last.nodeMap()) {
      last = new PersistentSnapshot(last.version() + 1, services, nodes);
    }
    return last;
  }

  private Pending pending(String service) {
    return pending.computeIfAbsent(service, Pending::new);
  }

  private static AsciiTrie<ServiceView> apply(AsciiTrie<ServiceView> services, Pending change) {
    ServiceView before = services.get(change.service);
    List<ServiceEntry> old = before == null ? List.of() : before.entries();
    List<ServiceEntry> kept = change.replaced ? namedAgain(old, change) : old;
    List<ServiceEntry> entries = new ArrayList<>(kept.size() + change.changes.size());
    if (!merge(kept, change, entries) && kept.size() == old.size()) {
      return services;
    }
    if (entries.isEmpty()) {
      return services.without(change.service);
    }
    String service = entries.get(0).instance().service();
    return services.with(service, new ServiceView(service, entries));
  }

  /** Of a service that was replaced as a whole, what is not named again is gone. */
  private static List<ServiceEntry> namedAgain(List<ServiceEntry> old, Pending change) {
    return old.stream().filter(e -> change.changes.containsKey(EntryKey.of(e))).toList();
  }

  /**
   * Two sorted sequences into one, where a change wins over the old entry of the same key. An equal
   * entry keeps its old object, so that a watcher's comparison is one of pointers.
   *
   * @return whether the result differs from the old sequence
   */
  private static boolean merge(List<ServiceEntry> old, Pending change, List<ServiceEntry> merged) {
    boolean differs = false;
    int next = 0;
    for (Map.Entry<EntryKey, Optional<ServiceEntry>> entry : change.changes.entrySet()) {
      int found = find(old, next, entry.getKey());
      int at = found < 0 ? -found - 1 : found;
      merged.addAll(old.subList(next, at));
      next = found < 0 ? at : at + 1;
      ServiceEntry before = found < 0 ? null : old.get(found);
      ServiceEntry after = entry.getValue().orElse(null);
      boolean same = Objects.equals(before, after);
      differs |= !same;
      if (after != null) {
        merged.add(same && before != null ? before : after);
      }
    }
    merged.addAll(old.subList(next, old.size()));
    return differs;
  }

  /** Binary search: the index of the key at or after {@code from}, or where it would go as -i-1. */
  private static int find(List<ServiceEntry> entries, int from, EntryKey key) {
    int low = from;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = KEY_ORDER.compare(EntryKey.of(entries.get(middle)), key);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle;
    }
    return -low - 1;
  }
}
