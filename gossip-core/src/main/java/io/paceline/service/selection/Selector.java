package io.paceline.service.selection;

import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Suspicion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Says which instances of a service deserve new work, and what share each. A pure function of the
 * instances, the policy and the context.
 *
 * <ol>
 *   <li><em>Health</em>: instances in worse health than the policy allows get nothing.
 *   <li><em>Drain</em>: a draining instance gets nothing, unless all drain; one whose drain is over
 *       gets nothing in any case.
 *   <li><em>Suspicion</em>: instances whose owner two members suspect get nothing, unless that
 *       would take half of what is left or more: then the fault is more likely to be near us than
 *       at all of them, and the others would break under the whole load.
 *   <li><em>Weight</em>: the passing or the warning weight, times the progress of the warm-up.
 *       Weight 0 gets nothing, unless all have it.
 *   <li><em>Locality</em>: while enough of the near weight is fit, the near get everything; below,
 *       they keep a part in proportion and the rest spills over.
 *   <li><em>Subset</em>: of very many, each caller uses its own few.
 * </ol>
 */
public final class Selector {
  /** How long an order by round trips is good for: as long as an estimate is. */
  private static final long ROUND_TRIPS_MILLIS = 1_000;

  private final SelectionPolicy policy;
  private final SelectionContext context;

  private Selector(SelectionPolicy policy, SelectionContext context) {
    this.policy = policy;
    this.context = context;
  }

  /**
   * The selection among some instances of one service.
   *
   * @param entries all of them, whatever their health: how much of a zone is unfit decides how much
   *     spills over
   */
  public static Selection select(
      List<ServiceEntry> entries, SelectionPolicy policy, SelectionContext context) {
    return new Selector(policy, context).select(entries);
  }

  private Selection select(List<ServiceEntry> all) {
    List<ServiceEntry> fit = weighty(withoutSuspects(withoutDraining(healthy(all))));
    if (fit.isEmpty()) {
      return Selection.EMPTY;
    }
    Nearness nearness = Nearness.of(all, fit, policy, context);
    double nearShare = nearShare(all, fit, nearness);
    List<ServiceEntry> near = nearShare > 0 ? subset(tier(fit, nearness, true)) : List.of();
    List<ServiceEntry> far = nearShare < 1 ? subset(tier(fit, nearness, false)) : List.of();
    List<ServiceEntry> chosen = new ArrayList<>(near);
    chosen.addAll(far);
    double[] weights = new double[chosen.size()];
    spread(near, nearShare, weights, 0);
    spread(far, 1 - nearShare, weights, near.size());
    return new Selection(chosen, weights, near.size(), validUntil(all));
  }

  // Who gets anything.

  private List<ServiceEntry> healthy(List<ServiceEntry> entries) {
    return entries.stream()
        .filter(e -> e.instance().health().compareTo(policy.worstHealth()) <= 0)
        .toList();
  }

  private List<ServiceEntry> withoutDraining(List<ServiceEntry> entries) {
    List<ServiceEntry> staying =
        entries.stream().filter(e -> e.instance().drainingUntilEpochMillis() == 0).toList();
    if (!staying.isEmpty()) {
      return staying;
    }
    long now = context.nowEpochMillis();
    return entries.stream().filter(e -> e.instance().drainingUntilEpochMillis() > now).toList();
  }

  private List<ServiceEntry> withoutSuspects(List<ServiceEntry> entries) {
    if (!policy.suspectsEjected()) {
      return entries;
    }
    List<ServiceEntry> trusted =
        entries.stream().filter(e -> e.suspicion() != Suspicion.CONFIRMED).toList();
    return 2 * trusted.size() > entries.size() ? trusted : entries;
  }

  private List<ServiceEntry> weighty(List<ServiceEntry> entries) {
    List<ServiceEntry> weighty =
        entries.stream().filter(e -> configuredWeight(e.instance()) > 0).toList();
    return weighty.isEmpty() ? entries : weighty;
  }

  private List<ServiceEntry> subset(List<ServiceEntry> entries) {
    if (policy.subsetMax() == 0 || entries.size() <= policy.subsetMax()) {
      return entries;
    }
    long caller = Rendezvous.hash(context.caller());
    List<ServiceEntry> chosen =
        entries.stream()
            .sorted(
                Comparator.comparingDouble(e -> -Rendezvous.score(caller, Rendezvous.hash(e), 1)))
            .limit(policy.subsetMax())
            .toList();
    return entries.stream().filter(chosen::contains).toList(); // in the order of the view
  }

  // How much.

  /** The part of all work that stays near. */
  private double nearShare(List<ServiceEntry> all, List<ServiceEntry> fit, Nearness nearness) {
    double fitNear = 0;
    boolean anyFar = false;
    for (ServiceEntry entry : fit) {
      boolean near = nearness.isNear(entry);
      anyFar |= !near;
      fitNear += near ? weight(entry.instance()) : 0;
    }
    if (fitNear == 0 || !anyFar) {
      return anyFar ? 0 : 1;
    }
    double allNear = 0;
    for (ServiceEntry entry : all) {
      allNear += nearness.isNear(entry) ? Math.max(1, entry.instance().weights().passing()) : 0;
    }
    double threshold = policy.spillBelowPercent() / 100.0;
    return threshold == 0 ? 1 : Math.min(1, fitNear / allNear / threshold);
  }

  private void spread(List<ServiceEntry> tier, double share, double[] weights, int from) {
    double total = tier.stream().mapToDouble(e -> weight(e.instance())).sum();
    for (int i = 0; i < tier.size(); i++) {
      weights[from + i] = share * weight(tier.get(i).instance()) / total;
    }
  }

  /** Those of weight 0 are only asked if there are no others, and are then equal. */
  private double weight(ServiceInstance instance) {
    int configured = Math.max(1, configuredWeight(instance));
    return configured * WarmUp.factor(instance, context.nowEpochMillis());
  }

  private static int configuredWeight(ServiceInstance instance) {
    return instance.health() == HealthStatus.PASSING
        ? instance.weights().passing()
        : instance.weights().warning();
  }

  private static List<ServiceEntry> tier(
      List<ServiceEntry> entries, Nearness nearness, boolean near) {
    return entries.stream().filter(e -> nearness.isNear(e) == near).toList();
  }

  private long validUntil(List<ServiceEntry> all) {
    long now = context.nowEpochMillis();
    boolean moves = policy.locality() == Locality.SHORTEST_ROUND_TRIP;
    long until = moves ? now + ROUND_TRIPS_MILLIS : Long.MAX_VALUE;
    for (ServiceEntry entry : all) {
      ServiceInstance instance = entry.instance();
      until = Math.min(until, WarmUp.nextChangeEpochMillis(instance, now));
      if (instance.drainingUntilEpochMillis() > now) {
        until = Math.min(until, instance.drainingUntilEpochMillis());
      }
    }
    return until;
  }
}
