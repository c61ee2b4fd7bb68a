package io.paceline.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    List<ServiceEntry> entries = merge(change.replaced ? keptEqual(old, change) : old, change);
    if (entries.equals(old)) {
      return services;
    }
    if (entries.isEmpty()) {
      return services.without(change.service);
    }
    String service = entries.get(0).instance().service();
    return services.with(service, new ServiceView(service, entries));
  }

  /** Of a replaced service only what is named again survives, the rest is as if never there. */
  private static List<ServiceEntry> keptEqual(List<ServiceEntry> old, Pending change) {
    return old.stream().filter(e -> change.changes.containsKey(EntryKey.of(e))).toList();
  }

  /** Two sorted sequences into one, where a change wins over the old entry of the same key. */
  private static List<ServiceEntry> merge(List<ServiceEntry> old, Pending change) {
    List<ServiceEntry> merged = new ArrayList<>(old.size() + change.changes.size());
    int next = 0;
    for (Map.Entry<EntryKey, Optional<ServiceEntry>> entry : change.changes.entrySet()) {
      int order = -1;
      while (next < old.size()
          && (order = KEY_ORDER.compare(EntryKey.of(old.get(next)), entry.getKey())) < 0) {
        merged.add(old.get(next++));
      }
      ServiceEntry replaced = next < old.size() && order == 0 ? old.get(next++) : null;
      entry.getValue().ifPresent(e -> merged.add(sameIfEqual(replaced, e)));
    }
    merged.addAll(old.subList(next, old.size()));
    return Collections.unmodifiableList(merged);
  }

  /** Keeps the old object of an equal entry, so that a watcher's comparison is one of pointers. */
  private static ServiceEntry sameIfEqual(@Nullable ServiceEntry old, ServiceEntry entry) {
    return old != null && old.equals(entry) ? old : entry;
  }
}
