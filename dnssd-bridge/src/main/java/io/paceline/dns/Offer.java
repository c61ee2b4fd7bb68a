package io.paceline.dns;

import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.selection.Selection;
import io.paceline.service.selection.SelectionContext;
import io.paceline.service.selection.SelectionPolicy;
import io.paceline.service.selection.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * The instances that an answer names, and the weight of each in SRV records (RFC 2782). Where
 * nothing but the configured weights counts, these are the weights, as in Consul. Where a warm-up
 * or another zone takes a part of one, all are raised so that the greatest is 65,535: a weight of 1
 * has no half, and HAProxy tells weights apart by the upper byte only.
 *
 * <p>Weight 0 is RFC 2782's last resort: such instances are answered beside the others, with that
 * weight, so that clients decide; they are never the first. Immutable.
 *
 * @param entries the near ones first, then those of weight 0
 * @param weights one for each, 0 to 65,535
 * @param validUntilEpochMillis when drain or warm-up changes it though no view has changed
 */
record Offer(List<ServiceEntry> entries, List<Integer> weights, long validUntilEpochMillis) {
  private static final int WEIGHT_MAX = 65_535;

  /** Shares are sums of floating-point numbers. */
  private static final double EXACT = 1 - 1e-9;

  static Offer of(List<ServiceEntry> all, SelectionPolicy policy, SelectionContext context) {
    List<ServiceEntry> weightless = all.stream().filter(e -> configured(e) == 0).toList();
    List<ServiceEntry> weighty = all.stream().filter(e -> configured(e) > 0).toList();
    Selection first = Selector.select(weighty, policy, context);
    Selection last = Selector.select(weightless, policy, context);
    List<ServiceEntry> entries = new ArrayList<>(first.entries());
    entries.addAll(last.entries());
    List<Integer> weights = weights(first);
    last.entries().forEach(e -> weights.add(0));
    long until = Math.min(first.validUntilEpochMillis(), last.validUntilEpochMillis());
    return new Offer(entries, weights, until);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  private static int configured(ServiceEntry entry) {
    ServiceInstance instance = entry.instance();
    boolean passing = instance.health() == HealthStatus.PASSING;
    return passing ? instance.weights().passing() : instance.weights().warning();
  }

  private static List<Integer> weights(Selection selection) {
    double most = 0; // share for a weight of 1, of those who have all that they are configured for
    double greatest = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < selection.size(); i++) {
      double perWeight = selection.share(i) / configured(selection.entries().get(i));
      most = Math.max(most, perWeight);
      least = Math.min(least, perWeight);
      greatest = Math.max(greatest, selection.share(i));
    }
    List<Integer> weights = new ArrayList<>(selection.size());
    for (int i = 0; i < selection.size(); i++) {
      boolean asConfigured = least > most * EXACT;
      weights.add(
          asConfigured
              ? configured(selection.entries().get(i))
              : Math.max(1, (int) Math.round(selection.share(i) / greatest * WEIGHT_MAX)));
    }
    return weights;
  }
}
