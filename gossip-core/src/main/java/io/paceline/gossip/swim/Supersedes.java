package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;

/**
 * The order of SWIM's evidence (paper section 4.2): which claim about a member overrides what is
 * known of it. Pure rules, without effects.
 */
final class Supersedes {
  private Supersedes() {}

  /** Alive needs a strictly higher incarnation, whatever the known state is. */
  static boolean alive(long incarnation, SwimMember known) {
    return incarnation > known.incarnation();
  }

  /**
   * Whether an accusation by others counts at all: it must be about the known incarnation or a
   * later one, and the accused must have a number left to refute it with.
   */
  static boolean isCurrent(long accused, SwimMember known) {
    return accused >= known.incarnation() && accused <= SwimLimits.ACCUSED_INCARNATION_MAX;
  }

  /**
   * An accusation of the known incarnation or a later one makes an alive member suspect. One that
   * is suspect already is so anew at a later incarnation: it must have refuted in between.
   */
  static boolean suspect(long incarnation, SwimMember known) {
    return switch (known.state()) {
      case ALIVE -> incarnation >= known.incarnation();
      case SUSPECT -> incarnation > known.incarnation();
      case DEAD, LEFT -> false;
    };
  }

  /** Death overrides alive and suspect of the same or an earlier incarnation, and is final. */
  static boolean dead(long incarnation, SwimMember known) {
    return incarnation >= known.incarnation() && known.state().isUp();
  }

  /**
   * Whether a claim about ourselves says something else than we do and would stick: it must be
   * refuted. A claim of an older incarnation is old news, and an equal one may be our own echo.
   */
  static boolean contradicts(Alive claim, SwimMember local) {
    return claim.incarnation() > local.incarnation()
        || (claim.incarnation() == local.incarnation()
            && !(claim.meta().equals(local.meta()) && claim.versions().equals(local.versions())));
  }
}
