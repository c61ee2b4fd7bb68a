package io.paceline.gossip.swim;

import io.paceline.gossip.message.SwimState;
import org.jspecify.annotations.Nullable;

/**
 * The suspect that we probe before its turn, because a peer has accused it. Lifeguard waits for
 * independent accusers before it shortens a suspicion; if they only come by when their rings do, a
 * crash stays unconfirmed in about one case of six with six members, and is known seconds later.
 * And a suspect that is well hears of the accusation sooner, since it rides on the ping.
 *
 * <p>Not everybody does so, or a large cluster would fall upon each suspect: with a probability
 * that makes it about {@value #PROBERS_PER_CONFIRMATION} members for each confirmation that is
 * waited for. And every second probe at most is such a one: forged accusations must not keep the
 * ring from turning.
 */
final class EarlyProbes {
  private static final int PROBERS_PER_CONFIRMATION = 3;

  private final SwimCore core;
  private @Nullable String wanted;
  private boolean justTaken;

  EarlyProbes(SwimCore core) {
    this.core = core;
  }

  /** A peer began to suspect a member; we have not tried it since. */
  void onAccused(String member) {
    int n = core.table().size();
    int confirmations = SwimMath.confirmationsExpected(core.config().suspicion().multiplier(), n);
    if (core.random().nextInt(n) < PROBERS_PER_CONFIRMATION * confirmations) {
      wanted = member; // a newer one takes the place of an older one: one slot is bound enough
    }
  }

  /** The suspect to be probed now; null if the ring should turn on. */
  @Nullable SwimMember take() {
    String name = wanted;
    if (name == null || justTaken) {
      justTaken = false;
      return null;
    }
    wanted = null;
    SwimMember member = core.table().get(name);
    justTaken = member != null && member.state() == SwimState.SUSPECT;
    return justTaken ? member : null;
  }
}
