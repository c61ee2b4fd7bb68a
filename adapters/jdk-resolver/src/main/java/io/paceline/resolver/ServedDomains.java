package io.paceline.resolver;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The domains that are answered from a catalog. There is one for the JVM, since the JVM has one
 * resolver. Safe for use by many threads; questions take no lock.
 */
final class ServedDomains {
  /** The JVM's own. */
  static final ServedDomains JVM = new ServedDomains();

  private final List<ServedDomain> domains = new CopyOnWriteArrayList<>();
  private volatile boolean loaded;

  /** The JVM has taken our resolver as its own. */
  void onLoaded() {
    loaded = true;
  }

  boolean isLoaded() {
    return loaded;
  }

  /**
   * Adds all of them, or none.
   *
   * @throws IllegalStateException if one of these names is served already
   */
  synchronized void add(List<ServedDomain> added) {
    for (ServedDomain domain : added) {
      if (domains.stream().anyMatch(served -> served.name().equals(domain.name()))) {
        throw new IllegalStateException(
            "the domain "
                + domain.name()
                + " is answered from a catalog already; close that first");
      }
    }
    domains.addAll(added);
  }

  synchronized void remove(List<ServedDomain> removed) {
    domains.removeAll(removed);
  }

  /** The longest domain that a host is in. */
  Optional<ServedDomain> domainOf(String host) {
    return domains.stream()
        .filter(domain -> domain.contains(host))
        .max((a, b) -> Integer.compare(a.name().length(), b.name().length()));
  }
}
