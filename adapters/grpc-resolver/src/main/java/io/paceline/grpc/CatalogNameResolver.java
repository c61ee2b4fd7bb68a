package io.paceline.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceCatalog.Subscription;
import io.paceline.service.selection.Selection;
import io.paceline.service.selection.ServiceChooser;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one service for one channel. Every change of the service gives the channel a new list of
 * addresses; so does the time at which a drain ends or a warm-up goes on.
 *
 * <p>A service without a fit instance is an error to the channel, not an empty list: gRPC then goes
 * on using the connections that still work, and fails calls only if there are none. So what the
 * catalog forgets by a glitch is used as long as it answers.
 *
 * <p>The catalog is followed, and host names are resolved, on the channel's executor for blocking
 * work; the listener is called in the channel's synchronization context, to which the fields of the
 * second group belong.
 */
final class CatalogNameResolver extends NameResolver {
  /** How often is looked whether instances that are only shown as last known good are due. */
  private static final long LAST_KNOWN_GOOD_MILLIS = 1_000;

  private final String service;
  private final ServiceCatalog catalog;
  private final ServiceChooser chooser;
  private final Scheduling scheduling;
  private final Object lookLock = new Object();

  private @Nullable Listener2 listener;
  private @Nullable Subscription watch;
  private @Nullable ScheduledFuture<?> nextLook;
  private boolean shutdown;

  CatalogNameResolver(
      String service, ServiceCatalog catalog, ServiceChooser chooser, Scheduling scheduling) {
    this.service = service;
    this.catalog = catalog;
    this.chooser = chooser;
    this.scheduling = scheduling;
  }

  @Override
  public String getServiceAuthority() {
    return service;
  }

  @Override
  public void start(Listener2 channel) {
    listener = channel;
    watch = catalog.watch(service, event -> look(), scheduling.blocking());
  }

  /** The channel doubts its addresses; those that are host names are resolved anew. */
  @Override
  public void refresh() {
    try {
      scheduling.blocking().execute(this::look);
    } catch (RejectedExecutionException e) {
      // the channel is shutting down
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
    if (watch != null) {
      watch.close();
    }
    if (nextLook != null) {
      nextLook.cancel(false);
    }
  }

  /** Two may come at a time, and the one that reads first must tell first. */
  private void look() {
    synchronized (lookLock) {
      Selection selection = chooser.selection();
      List<EquivalentAddressGroup> groups = AddressGroups.of(selection);
      scheduling.channel().executeLater(() -> tell(selection, groups));
    }
    scheduling.channel().drain(); // not under the lock: it may call the channel
  }

  private void tell(Selection selection, List<EquivalentAddressGroup> groups) {
    if (shutdown || listener == null) {
      return;
    }
    StatusOr<List<EquivalentAddressGroup>> answer =
        groups.isEmpty() ? StatusOr.fromStatus(unavailable()) : StatusOr.fromValue(groups);
    listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(answer).build());
    scheduleNextLook(selection.validUntilEpochMillis());
  }

  private Status unavailable() {
    int known = catalog.lookup(service).entries().size();
    return Status.UNAVAILABLE.withDescription(
        "the catalog has no instance of "
            + service
            + " that is fit for use (it knows of "
            + known
            + ")");
  }

  private void scheduleNextLook(long validUntilEpochMillis) {
    if (nextLook != null) {
      nextLook.cancel(false);
      nextLook = null;
    }
    long millis = Long.MAX_VALUE;
    if (validUntilEpochMillis != Long.MAX_VALUE) {
      millis = Math.max(1, validUntilEpochMillis - System.currentTimeMillis());
    }
    if (!chooser.lastKnownGoodAge().isZero()) {
      millis = Math.min(millis, LAST_KNOWN_GOOD_MILLIS);
    }
    if (millis != Long.MAX_VALUE) {
      nextLook = scheduling.timer().schedule(this::refresh, millis, TimeUnit.MILLISECONDS);
    }
  }
}
