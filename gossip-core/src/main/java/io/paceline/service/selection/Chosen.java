package io.paceline.service.selection;

import io.paceline.service.ServiceEntry;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * An instance that a {@link ServiceChooser} chose. All callers of one instance share one object.
 * Who chooses the least loaded says of each call when it begins and ends; other strategies do not
 * need it.
 *
 * <pre>{@code
 * long begun = chosen.begin();
 * boolean ok = false;
 * try {
 *   call(chosen.entry().address());
 *   ok = true;
 * } finally {
 *   chosen.end(begun, ok);
 * }
 * }</pre>
 */
public final class Chosen {
  /** Made once, so that choosing allocates nothing. */
  final Optional<Chosen> present = Optional.of(this);

  private final ServiceEntry entry;
  private final Load load;
  private final LongSupplier nanoTime;

  Chosen(ServiceEntry entry, Load load, LongSupplier nanoTime) {
    this.entry = entry;
    this.load = load;
    this.nanoTime = nanoTime;
  }

  /** The instance. */
  public ServiceEntry entry() {
    return entry;
  }

  /** A call begins. Returns what {@link #end} wants; each begun call must end once. */
  public long begin() {
    load.begin();
    return nanoTime.getAsLong();
  }

  /** A call ended; one that failed counts as very late. */
  public void end(long begun, boolean succeeded) {
    long now = nanoTime.getAsLong();
    load.end(now, now - begun, succeeded);
  }

  double cost() {
    return load.cost(nanoTime.getAsLong());
  }

  Load load() {
    return load;
  }
}
