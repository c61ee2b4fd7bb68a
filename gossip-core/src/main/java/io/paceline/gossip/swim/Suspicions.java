package io.paceline.gossip.swim;

import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** The running suspicions, at most one for each member. */
final class Suspicions {
  private final SwimCore core;
  private final LastCalls lastCalls;
  private final ObjLongConsumer<String> onExpired;
  private final Map<String, Suspicion> running = new HashMap<>(); // looked up, never iterated

  /**
   * @param onExpired gets the suspect and the time
   */
  Suspicions(SwimCore core, ObjLongConsumer<String> onExpired) {
    this.core = core;
    this.lastCalls = new LastCalls(core);
    this.onExpired = onExpired;
  }

  @Nullable Suspicion of(String node) {
    return running.get(node);
  }

  void begin(long nowNanos, Suspect suspect) {
    int n = core.table().size();
    SwimConfig.Suspicion config = core.config().suspicion();
    long minNanos =
        SwimMath.suspicionMinNanos(
            config.multiplier(), n, core.config().probe().interval().toNanos());
    String node = suspect.node();
    Suspicion suspicion =
        new Suspicion(
            suspect.from(),
            SwimMath.confirmationsExpected(config.multiplier(), n),
            minNanos,
            config.timeoutMaxMultiplier() * minNanos,
            nowNanos,
            core.timers(),
            now -> onExpired.accept(node, now),
            lastCalls,
            firstAccuser -> onLastCall(node, firstAccuser));
    running.put(node, suspicion);
  }

  private void onLastCall(String node, String firstAccuser) {
    SwimMember member = core.table().get(node);
    if (member != null && member.state() == SwimState.SUSPECT) {
      lastCalls.call(member, firstAccuser);
    }
  }

  void drop(String node) {
    Suspicion suspicion = running.remove(node);
    if (suspicion != null) {
      suspicion.cancel();
    }
  }
}
