package io.paceline.service.selection;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.LastKnownGood;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses instances of one service. It looks at the catalog at each choice, so there is nothing to
 * subscribe to and nothing to close; as long as the service's view is the same object, a choice
 * costs a few reads and allocates nothing. Safe for use by many threads.
 *
 * <p>Keep one for as long as the service is used: it remembers the place of round robin and the
 * loads that callers reported.
 */
public final class ServiceChooser {
  /** What follows from one view; replaced as a whole. */
  private record State(ServiceView view, Selection selection, List<Chosen> chosen)
      implements Loads {
    @Override
    public double cost(int index) {
      return chosen.get(index).cost();
    }
  }

  private record Identity(String node, String id) {
    static Identity of(ServiceEntry entry) {
      return new Identity(entry.instance().node(), entry.instance().id());
    }
  }

  private final ServiceCatalog catalog;
  private final String service;
  private final Builder settings;
  private final Strategy strategy;
  private final @Nullable LastKnownGood lastKnownGood;

  private volatile @Nullable State state;

  private ServiceChooser(Builder settings) {
    this.catalog = settings.catalog;
    this.service = settings.service;
    this.settings = settings.copy();
    this.strategy = settings.strategy;
    LastKnownGood.Policy keep = settings.keep;
    this.lastKnownGood =
        keep == null ? null : new LastKnownGood(service, keep, settings.left, settings.nanoTime);
  }

  /** A chooser of the least loaded, with the default policy, unless told otherwise. */
  public static Builder of(ServiceCatalog catalog, String service) {
    return new Builder(catalog, service);
  }

  /** An instance for the next piece of work; absent if none deserves any. */
  public Optional<Chosen> choose() {
    return choose("");
  }

  /** An instance for work about this key; see {@link Strategy#rendezvousHash}. */
  public Optional<Chosen> choose(String key) {
    State now = state();
    if (now.selection.isEmpty()) {
      return Optional.empty();
    }
    return now.chosen.get(strategy.choose(now.selection, now, key)).present;
  }

  /** All that deserve work at the moment, and the share of each. */
  public Selection selection() {
    return state().selection;
  }

  /**
   * How old the oldest instance is that is only shown as last known good; zero if there is none.
   */
  public Duration lastKnownGoodAge() {
    state();
    return lastKnownGood == null ? Duration.ZERO : lastKnownGood.age();
  }

  private State state() {
    ServiceView view = view();
    State last = state;
    if (last != null && isCurrent(last, view)) {
      return last;
    }
    return renew(view);
  }

  private ServiceView view() {
    CatalogSnapshot snapshot = catalog.snapshot();
    return lastKnownGood == null ? snapshot.service(service) : lastKnownGood.view(snapshot);
  }

  /** A missing service gives a new empty view at each look. */
  @SuppressWarnings("ReferenceEquality") // a view is replaced only when something changed
  private boolean isCurrent(State last, ServiceView view) {
    long validUntil = last.selection.validUntilEpochMillis();
    return (last.view == view || (last.view.isEmpty() && view.isEmpty()))
        && (validUntil == Long.MAX_VALUE || settings.clock.millis() < validUntil);
  }

  /** One thread at a time, so that no load is forgotten. */
  private synchronized State renew(ServiceView view) {
    State last = state;
    if (last != null && isCurrent(last, view)) {
      return last;
    }
    List<ServiceEntry> entries = view.select(settings.filter);
    Selection selection = Selector.select(entries, settings.policy, settings.context());
    State renewed = new State(view, selection, withLoads(selection, last));
    state = renewed;
    return renewed;
  }

  /** An instance that was there before keeps what is known of it. */
  private List<Chosen> withLoads(Selection selection, @Nullable State last) {
    Map<Identity, Load> loads = new HashMap<>();
    if (last != null) {
      for (Chosen chosen : last.chosen) {
        loads.put(Identity.of(chosen.entry()), chosen.load());
      }
    }
    List<Chosen> chosen = new ArrayList<>(selection.size());
    for (ServiceEntry entry : selection.entries()) {
      Load load = loads.get(Identity.of(entry));
      chosen.add(new Chosen(entry, load == null ? new Load() : load, settings.nanoTime));
    }
    return List.copyOf(chosen);
  }

  /** Collects how to choose; everything has a default. Not safe for use by many threads. */
  public static final class Builder {
    private final ServiceCatalog catalog;
    private final String service;
    private Strategy strategy = Strategy.leastLoaded();
    private SelectionPolicy policy = SelectionPolicy.DEFAULT;
    private Predicate<? super ServiceEntry> filter = entry -> true;
    private String caller = "";
    private String zone = "";
    private RoundTrips roundTrips = RoundTrips.UNKNOWN;
    private LastKnownGood.@Nullable Policy keep;
    private Predicate<String> left = node -> false;
    private InstantSource clock = InstantSource.system();
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(ServiceCatalog catalog, String service) {
      this.catalog = catalog;
      this.service = service;
    }

    private Builder copy() {
      Builder copy = new Builder(catalog, service);
      copy.strategy = strategy;
      copy.policy = policy;
      copy.filter = filter;
      copy.caller = caller;
      copy.zone = zone;
      copy.roundTrips = roundTrips;
      copy.keep = keep;
      copy.left = left;
      copy.clock = clock;
      copy.nanoTime = nanoTime;
      return copy;
    }

    private SelectionContext context() {
      return new SelectionContext(caller, zone, roundTrips, clock.millis());
    }

    /** One object for each chooser. */
    public Builder strategy(Strategy value) {
      strategy = value;
      return this;
    }

    /** Who is fit and near; {@link SelectionPolicy#DEFAULT} by default. */
    public Builder policy(SelectionPolicy value) {
      policy = value;
      return this;
    }

    /**
     * Only instances that pass, for instance a tag; see {@link io.paceline.service.ServiceFilter}.
     */
    public Builder filter(Predicate<? super ServiceEntry> value) {
      filter = value;
      return this;
    }

    /** Decides which subset of a large service is this caller's; empty by default. */
    public Builder caller(String value) {
      caller = value;
      return this;
    }

    /** For {@link Locality#SAME_ZONE}; unknown by default. */
    public Builder zone(String value) {
      zone = value;
      return this;
    }

    /** For {@link Locality#SHORTEST_ROUND_TRIP}; unknown by default. */
    public Builder roundTrips(RoundTrips value) {
      roundTrips = value;
      return this;
    }

    /** Goes on using instances that vanished without proof; see {@link LastKnownGood}. */
    public Builder lastKnownGood(LastKnownGood.Policy value) {
      keep = value;
      return this;
    }

    /** Whether a node is known to have left on purpose, for {@link #lastKnownGood}. */
    public Builder left(Predicate<String> value) {
      left = value;
      return this;
    }

    /** The wall clock, for drain and warm-up. */
    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    /** What measures latencies and ages: {@link System#nanoTime} by default. */
    public Builder nanoTime(LongSupplier value) {
      nanoTime = value;
      return this;
    }

    /** The chooser; later changes of this builder do not reach it. */
    public ServiceChooser build() {
      return new ServiceChooser(this);
    }
  }
}
