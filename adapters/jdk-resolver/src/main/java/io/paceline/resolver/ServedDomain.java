package io.paceline.resolver;

import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.service.ServiceView;
import io.paceline.service.selection.SelectionContext;
import io.paceline.service.selection.SelectionPolicy;
import io.paceline.service.selection.Selector;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A domain whose names are services of a catalog: {@code SERVICE.DOMAIN} and, as in Consul, {@code
 * TAG.SERVICE.DOMAIN}. Letter case does not matter, nor does a dot at the end. Compared by
 * identity.
 */
final class ServedDomain {
  private final String name;
  private final ServiceCatalog catalog;
  private final SelectionPolicy policy;
  private final SelectionContext context;

  /**
   * @param name without dots around it
   * @param context who asks; its time is not used
   */
  ServedDomain(
      String name, ServiceCatalog catalog, SelectionPolicy policy, SelectionContext context) {
    this.name = name;
    this.catalog = catalog;
    this.policy = policy;
    this.context = context;
  }

  String name() {
    return name;
  }

  boolean contains(String host) {
    return relative(host).length() > 0;
  }

  /** The instances that a host of this domain stands for, in the order in which to try them. */
  List<ServiceEntry> instances(String host, RandomGenerator random) {
    List<ServiceEntry> entries = entries(relative(host));
    return Selector.select(entries, policy, now()).shuffled(Integer.MAX_VALUE, random);
  }

  private List<ServiceEntry> entries(String relative) {
    ServiceView whole = catalog.lookup(relative);
    int dot = relative.indexOf('.');
    if (!whole.isEmpty() || dot < 0) {
      return whole.entries(); // a service's name may have dots of its own
    }
    String tag = relative.substring(0, dot);
    return catalog.lookup(relative.substring(dot + 1), ServiceFilter.tag(tag));
  }

  private SelectionContext now() {
    return new SelectionContext(
        context.caller(), context.zone(), context.roundTrips(), System.currentTimeMillis());
  }

  /** What comes before the domain; empty if the host is not in it. */
  private String relative(String host) {
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    int dot = end - name.length() - 1;
    boolean inside =
        dot > 0
            && host.charAt(dot) == '.'
            && host.substring(dot + 1, end).toLowerCase(Locale.ROOT).equals(name);
    return inside ? host.substring(0, dot) : "";
  }
}
