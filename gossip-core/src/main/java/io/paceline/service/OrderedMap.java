package io.paceline.service;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in the order of insertion. {@link Map#copyOf} would iterate in an order of its
 * own in each JVM run; an unmodifiable copy would be copied again by everybody who must not trust
 * its caller. A copy of this one is itself, so that thousands of members may share their tags. Safe
 * for use by many threads.
 */
public final class OrderedMap<K, V> extends AbstractMap<K, V> {
  private static final OrderedMap<?, ?> EMPTY = new OrderedMap<>(Map.of());

  private final Map<K, V> map;

  private OrderedMap(Map<? extends K, ? extends V> map) {
    this.map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** What the map contains now, in its order. */
  @SuppressWarnings("unchecked") // what is immutable may be seen as a map of wider types
  public static <K, V> OrderedMap<K, V> copyOf(Map<? extends K, ? extends V> map) {
    if (map instanceof OrderedMap) {
      return (OrderedMap<K, V>) map;
    }
    return map.isEmpty() ? (OrderedMap<K, V>) EMPTY : new OrderedMap<>(map);
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    return map.get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return map.containsKey(key);
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return map.entrySet();
  }
}
