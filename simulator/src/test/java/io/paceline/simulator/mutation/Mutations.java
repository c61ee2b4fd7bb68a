package io.paceline.simulator.mutation;

import static io.paceline.simulator.mutation.Mutation.dividesResultOf;
import static io.paceline.simulator.mutation.Mutation.doesNothing;
import static io.paceline.simulator.mutation.Mutation.parameterIs;
import static io.paceline.simulator.mutation.Mutation.refusesWhat;
import static io.paceline.simulator.mutation.Mutation.returns;

import java.util.List;

/** The bugs that the simulator must find: one per rule that the checkers are there for. */
final class Mutations {
  private static final String SWIM = "io.paceline.gossip.swim.";
  private static final String SERF = "io.paceline.gossip.serf.";
  private static final String CATALOG = "io.paceline.gossip.catalog.";

  private Mutations() {}

  static List<Mutation> all() {
    return List.of(
        new Mutation("no refutation", SWIM + "Membership", "refute", doesNothing()),
        new Mutation(
            "a suspicion runs a fifth of its time",
            SWIM + "Suspicion",
            "deadlineNanos",
            dividesResultOf("suspicionTimeoutNanos", 5)),
        new Mutation("a suspicion is not cancelled", SWIM + "Suspicion", "cancel", doesNothing()),
        new Mutation(
            "a broadcast is sent for ever",
            SWIM + "BroadcastQueue",
            "fill",
            parameterIs(2, Integer.MAX_VALUE)),
        new Mutation(
            "packets have no budget", SWIM + "PacketBuilder", "remaining", returns(1 << 20)),
        new Mutation(
            "an old death kills a later incarnation", SWIM + "Supersedes", "dead", returns(1)),
        new Mutation("an old claim to be alive counts", SWIM + "Supersedes", "alive", returns(1)),
        new Mutation("nobody is accused", SWIM + "ProbeCycle", "onRoundOver", doesNothing()),
        new Mutation(
            "states of a push/pull are not merged",
            SWIM + "PushPullExchange",
            "merge",
            doesNothing()),
        new Mutation(
            "who came back does not say that it stays",
            SERF + "Intents",
            "announceJoin",
            doesNothing()),
        new Mutation(
            "a user event is delivered as often as it arrives",
            SERF + "EventBuffer",
            "remember",
            doesNothing()),
        new Mutation(
            "a tombstone is lost on its way",
            CATALOG + "OwnerLog",
            "isNewer",
            refusesWhat(CATALOG + "CatalogRecord", "isTombstone")),
        new Mutation(
            "an older record of a service counts", CATALOG + "OwnerLog", "isNewer", returns(1)),
        new Mutation(
            "services of a dead owner stay", CATALOG + "Replicas", "onDown", doesNothing()),
        new Mutation(
            "a digest goes on saying what the logs once held",
            CATALOG + "Replicas",
            "forgetFolds",
            doesNothing()));
  }
}
