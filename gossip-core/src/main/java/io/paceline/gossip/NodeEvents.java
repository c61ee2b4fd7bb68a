package io.paceline.gossip;

import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.netty.EngineOwner;
import io.paceline.gossip.netty.NodeState;
import io.paceline.service.CatalogWatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows from its engine, and who wants to hear of it. Everything but {@link #state},
 * {@link #watches} and the handlers of queries belongs to the engine's thread.
 */
final class NodeEvents implements EngineOwner {
  private final CatalogWatches watches = new CatalogWatches();
  private final JoinTracker joins = new JoinTracker();
  private final QueryTracker queries = new QueryTracker();
  private final List<ListenerFeed> feeds = new ArrayList<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  private final NodeMemory memory;
  private final Runnable onNameLost;

  private volatile @Nullable NodeState state;

  /**
   * @param onNameLost runs on the engine's thread when another member has taken our name
   */
  NodeEvents(NodeMemory memory, Runnable onNameLost) {
    this.memory = memory;
    this.onNameLost = onNameLost;
  }

  @Override
  public void onState(NodeState newState) {
    NodeState last = state;
    state = newState;
    if (last == null || last.members() != newState.members()) {
      memory.keepPeers(newState.members());
    }
    if (watches.current() != newState.catalog()) {
      watches.publish(newState.catalog());
    }
  }

  @Override
  public void onEvent(EngineEvent event) {
    if (event instanceof EngineEvent.Membership membership) {
      feeds.forEach(feed -> feed.offer(membership.event()));
    } else if (event instanceof EngineEvent.UserEventReceived received) {
      feeds.forEach(feed -> feed.offer(received.event()));
    } else if (event instanceof EngineEvent.QueryReceived received) {
      queries.onQuery(received.query());
    } else if (event instanceof EngineEvent.QueryProgressed progressed) {
      queries.onProgress(progressed.token(), progressed.progress());
    } else if (event instanceof EngineEvent.KeysOperated operated) {
      queries.onKeysOperated(operated.token(), operated.report());
    } else {
      onLifeEvent(event);
    }
  }

  private void onLifeEvent(EngineEvent event) {
    if (event instanceof EngineEvent.SeedTried tried) {
      joins.onTried(tried);
    } else if (event instanceof EngineEvent.SeedUnresolved unresolved) {
      joins.onUnresolved(unresolved.seed());
    } else if (event instanceof EngineEvent.LeaveFinished) {
      memory.onLeft();
      left.completeAsync(() -> null);
    } else if (event instanceof EngineEvent.NameLost) {
      feeds.forEach(ListenerFeed::offerNameLost);
      onNameLost.run();
    } else if (event instanceof EngineEvent.EpochChosen chosen) {
      memory.keepEpoch(chosen.epoch());
    }
  }

  /** Any thread; there is one as soon as the driver has started. */
  NodeState state() {
    NodeState current = state;
    if (current == null) {
      throw new IllegalStateException("the node has not started");
    }
    return current;
  }

  CatalogWatches watches() {
    return watches;
  }

  JoinTracker joins() {
    return joins;
  }

  QueryTracker queries() {
    return queries;
  }

  /** Done when peers were told that we leave. */
  CompletableFuture<Void> left() {
    return left;
  }

  /** Begins with the members that are up; no later event is missed, and none is told twice. */
  void listen(ListenerFeed feed) {
    for (Member member : state().members()) {
      if (member.status().isUp()) {
        feed.offer(new MembershipEvent.Joined(member));
      }
    }
    feeds.add(feed);
  }

  void forget(ListenerFeed feed) {
    feeds.remove(feed);
  }

  void close() {
    watches.close();
    joins.close();
    queries.close();
    left.completeExceptionally(new IllegalStateException("the node is closed"));
  }
}
