package io.paceline.gossip.swim;

import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import java.util.ArrayList;
import java.util.List;

/**
 * Before a suspicion expires, it is shown around: to the suspect and to a few random members, at
 * every gossip interval of the last {@value #INTERVALS}. A suspect that is alive refutes, and
 * whoever has heard its refutation already says so ({@link Corrections}). So nobody is called dead
 * only because rumours got lost; one that is really dead is no later for it.
 *
 * <p>It costs each member a few packets per death, evenly spread: to ask the suspect alone would
 * set the whole cluster upon it.
 */
final class LastCalls {
  static final int INTERVALS = 10;

  private static final int INTERVALS_LEAST = 5;

  private final SwimCore core;

  LastCalls(SwimCore core) {
    this.core = core;
  }

  /** How long before the expiry they begin. */
  long spanNanos() {
    return INTERVALS * intervalNanos();
  }

  /** How long they go on at least. */
  long leastNanos() {
    return INTERVALS_LEAST * intervalNanos();
  }

  long intervalNanos() {
    return core.config().gossip().interval().toNanos();
  }

  /**
   * One call.
   *
   * @param firstAccuser in whose name it is: ours would count as one more accusation
   */
  void call(SwimMember suspect, String firstAccuser) {
    Suspect accusation = new Suspect(suspect.incarnation(), suspect.name(), firstAccuser);
    List<SwimMember> asked =
        new ArrayList<>(
            core.table()
                .random(
                    core.config().gossip().nodes(),
                    m ->
                        m.state() == SwimState.ALIVE
                            && !core.isLocal(m.name())
                            && !m.name().equals(suspect.name())));
    asked.add(suspect);
    for (SwimMember member : asked) {
      core.out().packet(member.address(), List.of(accusation), false);
    }
  }
}
