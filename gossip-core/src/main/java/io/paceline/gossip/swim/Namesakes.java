package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;

/** One name at two addresses: finds out which claim is true, and tells if both are. */
final class Namesakes {
  /** Is told that a member is elsewhere now. */
  @FunctionalInterface
  interface Moved {
    void accept(long nowNanos, SwimMember known, Alive claim);
  }

  private final SwimCore core;
  private final LocalMember local;
  private final AddressChallenges challenges;
  private final Newcomers newcomers;
  private final Moved moved;
  private final Newcomers.Confirmed confirmed;

  /**
   * @param confirmed is told of a claim that is true of a name which is no longer known where it
   *     was
   */
  Namesakes(
      SwimCore core,
      LocalMember local,
      AddressChallenges challenges,
      Newcomers newcomers,
      Moved moved,
      Newcomers.Confirmed confirmed) {
    this.core = core;
    this.local = local;
    this.challenges = challenges;
    this.newcomers = newcomers;
    this.moved = moved;
    this.confirmed = confirmed;
  }

  /**
   * A known name at another address: a process that was restarted there, or two that bear one name.
   * Whether somebody still answers to the name where we know it to be tells which.
   */
  void onAliveElsewhere(long nowNanos, SwimMember known, Alive alive) {
    if (core.isLocal(known.name())) {
      onOurNameElsewhere(nowNanos, alive);
      return;
    }
    challenges.begin(
        nowNanos,
        known.name(),
        known.address(),
        known.versions().protocolMax() >= Versions.TCP_PING,
        patienceNanos(known.state()),
        (now, answered) -> onOldAddressAsked(now, known, alive, answered));
  }

  /** One that we take to be up gets as long as a probe, since it has more to lose. */
  private long patienceNanos(SwimState state) {
    SwimConfig.Probe probe = core.config().probe();
    return (state.isUp() ? probe.interval() : probe.timeout()).toNanos();
  }

  private void onOldAddressAsked(long nowNanos, SwimMember asked, Alive alive, boolean answered) {
    SwimMember known = core.table().get(alive.node());
    if (answered) {
      if (known != null && known.state().isUp()) {
        onConflict(nowNanos, known, alive);
      }
    } else if (core.config().admission().authenticated()) {
      onMoved(nowNanos, asked, alive);
    } else { // it is as new there as a new name is
      newcomers.ask(nowNanos, alive, (now, claim) -> onMoved(now, asked, claim));
    }
  }

  /** Unless it was heard of since it was asked: then it is still where it was. */
  private void onMoved(long nowNanos, SwimMember asked, Alive alive) {
    SwimMember known = core.table().get(alive.node());
    if (known != null
        && known.address().equals(asked.address())
        && known.incarnation() == asked.incarnation()) {
      moved.accept(nowNanos, known, alive);
    } else {
      confirmed.accept(nowNanos, alive);
    }
  }

  /**
   * Peers know our name at an address that is not ours: our last life was there, or somebody else
   * is. It is asked too; if nobody answers, only we can tell the peers better.
   */
  private void onOurNameElsewhere(long nowNanos, Alive alive) {
    challenges.begin(
        nowNanos,
        alive.node(),
        alive.address(),
        true,
        patienceNanos(SwimState.ALIVE),
        (now, answered) -> {
          if (answered) {
            onConflict(now, local.member(), alive);
          } else {
            local.overrule(alive.incarnation());
          }
        });
  }

  private void onConflict(long nowNanos, SwimMember known, Alive alive) {
    core.counters().increment(SwimCounter.CONFLICTS);
    core.delegate().onConflict(nowNanos, known, alive.address());
  }
}
