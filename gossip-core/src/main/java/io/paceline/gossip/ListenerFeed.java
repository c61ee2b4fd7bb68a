package io.paceline.gossip;

import io.paceline.gossip.MembershipEvent.Failed;
import io.paceline.gossip.MembershipEvent.Joined;
import io.paceline.gossip.MembershipEvent.Left;
import io.paceline.gossip.MembershipEvent.Reaped;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one listener still has to be told. The engine's thread puts events in and never waits; the
 * listener's executor takes them out, one run at a time.
 *
 * <p>A listener that blocks does not grow the feed without end: beyond {@link #EVENTS_MAX} the
 * events of one member are folded into its latest, and of user events the newest are kept. What
 * remains is bounded by the number of members.
 */
final class ListenerFeed implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerFeed.class);

  static final int EVENTS_MAX = 1024;
  static final int USER_EVENTS_MAX = 256;

  private static final Object NAME_LOST = new Object();

  private final MembershipListener listener;
  private final Executor executor;
  private final Consumer<ListenerFeed> onClose;

  // guarded by this
  private List<Object> waiting = new ArrayList<>();
  private int foldAt = EVENTS_MAX;
  private boolean running;
  private boolean closed;

  ListenerFeed(MembershipListener listener, Executor executor, Consumer<ListenerFeed> onClose) {
    this.listener = listener;
    this.executor = executor;
    this.onClose = onClose;
  }

  void offer(MembershipEvent event) {
    add(event);
  }

  void offer(UserEvent event) {
    add(event);
  }

  void offerNameLost() {
    add(NAME_LOST);
  }

  private void add(Object event) {
    synchronized (this) {
      if (closed) {
        return;
      }
      waiting.add(event);
      if (waiting.size() > foldAt) {
        waiting = fold(waiting);
        foldAt = Math.max(EVENTS_MAX, 2 * waiting.size());
      }
      if (running) {
        return;
      }
      running = true;
    }
    dispatch();
  }

  private void dispatch() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      LOG.warn("a membership listener's executor refuses; the listener is dropped", e);
      close();
    }
  }

  private void run() {
    for (List<Object> batch = take(); !batch.isEmpty(); batch = take()) {
      batch.forEach(this::tell);
    }
  }

  private synchronized List<Object> take() {
    List<Object> batch = waiting;
    waiting = new ArrayList<>();
    foldAt = EVENTS_MAX;
    running = !batch.isEmpty();
    return batch;
  }

  private void tell(Object event) {
    if (isClosed()) {
      return;
    }
    try {
      if (event instanceof MembershipEvent membership) {
        listener.onMembership(membership);
      } else if (event instanceof UserEvent userEvent) {
        listener.onUserEvent(userEvent);
      } else {
        listener.onNameLost();
      }
    } catch (RuntimeException | AssertionError e) {
      LOG.error("a membership listener threw; it goes on getting events", e);
    }
  }

  private static List<Object> fold(List<Object> events) {
    Map<String, MembershipEvent> members = new LinkedHashMap<>();
    List<Object> userEvents = new ArrayList<>();
    for (Object event : events) {
      if (event instanceof MembershipEvent membership) {
        members.merge(membership.member().name(), membership, ListenerFeed::folded);
      } else {
        userEvents.add(event);
      }
    }
    int excess = Math.max(0, userEvents.size() - USER_EVENTS_MAX);
    List<Object> folded = new ArrayList<>(members.values());
    folded.addAll(userEvents.subList(excess, userEvents.size()));
    return folded;
  }

  /** A member that is new to the listener stays new, whatever was updated since. */
  private static MembershipEvent folded(MembershipEvent earlier, MembershipEvent later) {
    boolean down = later instanceof Failed || later instanceof Left || later instanceof Reaped;
    return earlier instanceof Joined && !down ? new Joined(later.member()) : later;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      waiting.clear();
    }
    onClose.accept(this);
  }
}
