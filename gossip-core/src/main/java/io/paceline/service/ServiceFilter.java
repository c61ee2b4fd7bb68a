package io.paceline.service;

import java.util.function.Predicate;

/** The filters of a lookup; combine them with {@link Predicate#and}. */
public final class ServiceFilter {
  private ServiceFilter() {}

  /** Instances with exactly this tag, compared without regard to case as in Consul's DNS. */
  public static Predicate<ServiceEntry> tag(String tag) {
    return entry -> hasTag(entry, tag);
  }

  private static boolean hasTag(ServiceEntry entry, String tag) {
    for (String each : entry.instance().tags()) { // no stream: it is asked for each instance
      if (tag.equalsIgnoreCase(each)) {
        return true;
      }
    }
    return false;
  }

  /** Instances whose health is no worse than the given status. */
  public static Predicate<ServiceEntry> atLeast(HealthStatus status) {
    return entry -> entry.instance().health().compareTo(status) <= 0;
  }

  /** Instances in a zone. */
  public static Predicate<ServiceEntry> zone(String zone) {
    return entry -> entry.instance().zone().equals(zone);
  }

  /** Instances whose TXT attribute has this text value. */
  public static Predicate<ServiceEntry> attribute(String key, String value) {
    return entry -> entry.instance().attributes().text(key).filter(value::equals).isPresent();
  }
}
