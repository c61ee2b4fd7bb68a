package io.paceline.gossip.serf;

import io.paceline.gossip.UserEvent;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.DeadlineQueue.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds back user events that may be folded, so that of a burst of one name only the latest is
 * delivered: when nothing came for a while, or the longest time is over. Others pass at once. Not
 * thread-safe.
 */
final class EventCoalescer {
  /** Names that are held back at once; one more sets them all free. */
  static final int NAMES_MAX = 1024;

  /** Events of one name and one Lamport time: none of them is later, so all are kept. */
  static final int EVENTS_PER_NAME_MAX = 64;

  private final long periodNanos;
  private final long quiescentNanos;
  private final DeadlineQueue timers;
  private final Consumer<UserEvent> out;
  private final Map<String, List<UserEvent>> latest = new LinkedHashMap<>();

  private @Nullable Timer period;
  private @Nullable Timer quiescent;

  EventCoalescer(SerfConfig.Events config, DeadlineQueue timers, Consumer<UserEvent> out) {
    this.periodNanos = config.coalescePeriod().toNanos();
    this.quiescentNanos = config.quiescentPeriod().toNanos();
    this.timers = timers;
    this.out = out;
  }

  void onEvent(long nowNanos, UserEvent event) {
    if (!event.coalesce() || periodNanos == 0) {
      out.accept(event);
      return;
    }
    keep(event);
    if (latest.size() > NAMES_MAX) {
      flush();
    } else {
      rearm(nowNanos);
    }
  }

  private void keep(UserEvent event) {
    List<UserEvent> kept = latest.computeIfAbsent(event.name(), name -> new ArrayList<>(1));
    if (!kept.isEmpty() && event.lTime() > kept.get(0).lTime()) {
      kept.clear();
    }
    boolean older = !kept.isEmpty() && event.lTime() < kept.get(0).lTime();
    if (!older && kept.size() < EVENTS_PER_NAME_MAX) {
      kept.add(event);
    }
  }

  private void rearm(long nowNanos) {
    if (period == null) {
      period = timers.at(nowNanos + periodNanos, now -> flush());
    }
    if (quiescent != null) {
      quiescent.cancel();
    }
    quiescent = timers.at(nowNanos + quiescentNanos, now -> flush());
  }

  private void flush() {
    List<UserEvent> due = new ArrayList<>();
    latest.values().forEach(due::addAll);
    latest.clear();
    if (period != null) {
      period.cancel();
      period = null;
    }
    if (quiescent != null) {
      quiescent.cancel();
      quiescent = null;
    }
    due.forEach(out);
  }
}
