package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Anti-entropy: two members show each other all that they know. It is how a node joins, and how
 * what rumours missed is repaired.
 *
 * <p>memberlist refuses a whole exchange if a single listed member speaks no common version. We
 * skip that member and take the rest: one stray node must not cut a cluster in two.
 */
final class PushPullExchange {
  private final SwimCore core;
  private final LocalMember local;
  private final Membership membership;
  private final Streams streams;
  private final long intervalNanos;
  private final Map<StreamId, Opened> opened = new HashMap<>(); // looked up, never iterated

  /** What a member that is said to be alive is worth depends on who opened the exchange. */
  @FunctionalInterface
  private interface OnAlive {
    void accept(long nowNanos, Alive alive);
  }

  private record Opened(PeerAddress peer, boolean join) {}

  PushPullExchange(SwimCore core, LocalMember local, Membership membership, Streams streams) {
    this.core = core;
    this.local = local;
    this.membership = membership;
    this.streams = streams;
    this.intervalNanos = core.config().pushPull().interval().toNanos();
  }

  void start(long nowNanos) {
    schedule(nowNanos + core.random().nextLong(intervalNanos));
  }

  private void schedule(long atNanos) {
    core.timers().at(atNanos, this::onTick);
  }

  private void onTick(long nowNanos) {
    if (local.isLeaving()) {
      return;
    }
    schedule(nowNanos + SwimMath.pushPullIntervalNanos(intervalNanos, core.table().size()));
    openToRandom(nowNanos);
  }

  /** With somebody who is up, if anybody is. */
  void openToRandom(long nowNanos) {
    for (SwimMember peer :
        core.table().random(1, MemberTable.othersIn(SwimState.ALIVE, core.localName()))) {
      open(nowNanos, peer.address(), false);
    }
  }

  void open(long nowNanos, PeerAddress peer, boolean join) {
    StreamId stream = streams.open(peer, localState(nowNanos, join));
    opened.put(stream, new Opened(peer, join));
  }

  private PushPull localState(long nowNanos, boolean join) {
    List<PushPullNode> nodes = new ArrayList<>(core.table().size());
    for (SwimMember m : core.table().all()) {
      nodes.add(
          new PushPullNode(
              m.name(), m.address(), m.meta(), m.incarnation(), m.state(), m.versions()));
    }
    return new PushPull(join, nodes, core.delegate().localState(nowNanos, join));
  }

  /** A peer's state on a stream of either direction; an opener gets ours before we take its in. */
  void onPushPull(long nowNanos, StreamId stream, PushPull state) {
    if (!stream.outgoing()) {
      onOpened(nowNanos, stream, state);
      return;
    }
    Opened exchange = opened.remove(stream);
    if (exchange != null) {
      streams.close(stream);
      boolean refused = isRefused(exchange.join, state);
      if (!refused) {
        merge(nowNanos, state, membership::onVouchedAlive);
      }
      String error = refused ? "refused by this node's merge hook" : "";
      core.delegate().onPushPullDone(nowNanos, exchange.peer, exchange.join, error);
    }
  }

  /**
   * memberlist has shown its state before its hook can refuse, and says nothing then. Who is
   * refused here sees no state, but hears why.
   */
  private void onOpened(long nowNanos, StreamId stream, PushPull state) {
    if (isRefused(state.join(), state)) {
      core.out().reply(stream, new ErrorMessage("join refused by the merge hook"));
    } else {
      core.out().reply(stream, localState(nowNanos, state.join()));
      merge(nowNanos, state, membership::onAlive);
    }
  }

  private boolean isRefused(boolean join, PushPull state) {
    boolean refused = join && !core.doorkeeper().admitsMerge(state.nodes());
    if (refused) {
      core.counters().increment(SwimCounter.MERGES_REFUSED);
    }
    return refused;
  }

  /** Whether the stream was an exchange that we opened. */
  boolean onFailed(long nowNanos, StreamId stream, String error) {
    Opened exchange = opened.remove(stream);
    if (exchange == null) {
      return false;
    }
    core.delegate().onPushPullDone(nowNanos, exchange.peer, exchange.join, error);
    return true;
  }

  private void merge(long nowNanos, PushPull state, OnAlive onAlive) {
    for (PushPullNode node : state.nodes()) {
      mergeNode(nowNanos, node, onAlive);
    }
    if (!state.userState().isEmpty()) {
      core.delegate().mergeState(nowNanos, state.userState(), state.join());
    }
  }

  /** A dead report only starts a suspicion: the member gets its chance to refute. */
  private void mergeNode(long nowNanos, PushPullNode node, OnAlive onAlive) {
    switch (node.state()) {
      case ALIVE ->
          onAlive.accept(
              nowNanos,
              new Alive(
                  node.incarnation(), node.name(), node.address(), node.meta(), node.versions()));
      case LEFT ->
          membership.onDead(nowNanos, null, new Dead(node.incarnation(), node.name(), node.name()));
      case SUSPECT, DEAD ->
          membership.onSuspect(
              nowNanos, null, new Suspect(node.incarnation(), node.name(), core.localName()));
    }
  }
}
