package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of members: what alive, suspect and dead messages do to the table and to
 * suspicion timers; what they say of ourselves is for {@link LocalMember}. Each transition that
 * changes something is passed on to the cluster and then told to the layer above.
 *
 * <p>The rules are memberlist's. Where one of its faults would let a packet harm a cluster for
 * good, the claim is dropped instead: see {@link SwimLimits}.
 */
final class Membership {
  private final SwimCore core;
  private final LocalMember local;
  private final Dissemination news;
  private final Newcomers newcomers;
  private final Namesakes namesakes;
  private final EarlyProbes early;
  private final Corrections corrections;
  private final Suspicions suspicions;

  Membership(
      SwimCore core,
      LocalMember local,
      Dissemination news,
      AddressChallenges challenges,
      Streams streams,
      EarlyProbes early) {
    this.core = core;
    this.local = local;
    this.news = news;
    this.newcomers = new Newcomers(core, streams);
    this.namesakes =
        new Namesakes(core, local, challenges, newcomers, this::accept, this::onConfirmed);
    this.early = early;
    this.corrections = new Corrections(core);
    this.suspicions = new Suspicions(core, this::onSuspicionExpired);
  }

  /** The names that are not members yet. */
  Newcomers newcomers() {
    return newcomers;
  }

  // ---- alive ----

  /** Somebody says that a member is alive. */
  void onAlive(long nowNanos, Alive claim) {
    onAlive(nowNanos, claim, core.config().admission().authenticated());
  }

  /**
   * The same from a peer whose word is enough, because we turned to it ourselves: who joins takes
   * the members that its seed names.
   */
  void onVouchedAlive(long nowNanos, Alive claim) {
    onAlive(nowNanos, claim, true);
  }

  /** A member that everybody knows. */
  void acquaint(long nowNanos, SwimMember member) {
    if (core.table().get(member.name()) == null) {
      core.table().put(member);
      core.delegate().onJoined(nowNanos, member);
    }
  }

  private void onAlive(long nowNanos, Alive claim, boolean trusted) {
    Alive alive = withAddress(claim);
    SwimMember known = core.table().get(alive.node());
    if (known != null && isOldNews(alive, known)) {
      return; // most claims are: asked first because it costs least
    }
    boolean elsewhere = known != null && !known.address().equals(alive.address());
    if (!SwimLimits.isPlausible(alive, core.versions())) {
      core.counters().increment(SwimCounter.IMPLAUSIBLE_CLAIMS);
    } else if (core.isLocal(alive.node()) && !elsewhere) {
      onAliveAboutUs(nowNanos, alive);
    } else if (core.doorkeeper().admits(alive)) {
      onAdmitted(nowNanos, known, alive, trusted);
    } else { // it can change nothing, not even cause a conflict
      core.counters().increment(SwimCounter.CLAIMS_REFUSED);
    }
  }

  private void onAdmitted(long nowNanos, @Nullable SwimMember known, Alive alive, boolean trusted) {
    if (known == null) {
      onNewMember(nowNanos, alive, trusted);
    } else if (!known.address().equals(alive.address())) {
      namesakes.onAliveElsewhere(nowNanos, known, alive);
    } else {
      accept(nowNanos, known, alive);
    }
  }

  private boolean isOldNews(Alive alive, SwimMember known) {
    return known.address().equals(alive.address())
        && !core.isLocal(alive.node())
        && !Supersedes.alive(alive.incarnation(), known);
  }

  /** Port 0 in a message stands for our own. */
  private Alive withAddress(Alive alive) {
    PeerAddress address = alive.address().withDefaultPort(core.localAddress().port());
    return address.equals(alive.address())
        ? alive
        : new Alive(alive.incarnation(), alive.node(), address, alive.meta(), alive.versions());
  }

  private void onAliveAboutUs(long nowNanos, Alive alive) {
    if (Supersedes.contradicts(alive, local.member())) {
      local.refute(nowNanos, alive.incarnation(), "", "an alive of another life");
    }
  }

  private void onNewMember(long nowNanos, Alive alive, boolean trusted) {
    if (core.table().size() >= core.config().admission().membersMax()) {
      core.counters().increment(SwimCounter.MEMBERS_REFUSED);
    } else if (trusted) {
      accept(nowNanos, null, alive);
    } else {
      newcomers.ask(nowNanos, alive, this::onConfirmed);
    }
  }

  /** It is certain that the claim is true, but the table may have changed since it was made. */
  private void onConfirmed(long nowNanos, Alive alive) {
    SwimMember known = core.table().get(alive.node());
    if (known == null) {
      onNewMember(nowNanos, alive, true);
    } else if (known.address().equals(alive.address())
        ? Supersedes.alive(alive.incarnation(), known)
        : known.state().isDown()) {
      accept(nowNanos, known, alive);
    }
  }

  private void accept(long nowNanos, @Nullable SwimMember known, Alive claim) {
    Alive alive = known == null ? claim : atLeast(known.incarnation(), claim);
    suspicions.drop(alive.node());
    long sinceNanos =
        known != null && known.state() == SwimState.ALIVE ? known.stateSinceNanos() : nowNanos;
    SwimMember member =
        new SwimMember(
            alive.node(),
            alive.address(),
            alive.meta(),
            alive.versions(),
            alive.incarnation(),
            SwimState.ALIVE,
            sinceNanos);
    core.table().put(member);
    news.broadcast(alive.node(), alive);
    noteAlive(nowNanos, known, alive);
    if (known == null || known.state().isDown()) {
      core.delegate().onJoined(nowNanos, member);
    } else {
      core.delegate().onUpdated(nowNanos, known, member);
    }
  }

  /**
   * A member that came back elsewhere may not know how far its incarnation once was. It keeps what
   * we know, so that nothing older than that is ever believed of it; it hears of that and refutes.
   */
  private static Alive atLeast(long incarnation, Alive claim) {
    return claim.incarnation() >= incarnation
        ? claim
        : new Alive(incarnation, claim.node(), claim.address(), claim.meta(), claim.versions());
  }

  private void noteAlive(long nowNanos, @Nullable SwimMember known, Alive alive) {
    if (known != null && known.state() == SwimState.SUSPECT) {
      core.counters().increment(SwimCounter.SUSPICIONS_REFUTED);
      note(nowNanos, alive.node(), Accusation.Kind.REFUTED, alive.incarnation(), alive.node(), "");
    } else if (known != null && known.state().isDown()) {
      String where = "at " + alive.address();
      note(nowNanos, alive.node(), Accusation.Kind.BACK, alive.incarnation(), alive.node(), where);
    }
  }

  private void note(
      long nowNanos,
      String member,
      Accusation.Kind kind,
      long incarnation,
      String by,
      String detail) {
    core.accusations().add(member, new Accusation(nowNanos, kind, incarnation, by, detail));
  }

  // ---- suspect ----

  /**
   * An accusation.
   *
   * @param sender where the packet came from; null if it came with a whole state
   */
  void onSuspect(long nowNanos, @Nullable PeerAddress sender, Suspect suspect) {
    SwimMember known = core.table().get(suspect.node());
    if (known == null || !Supersedes.isCurrent(suspect.incarnation(), known)) {
      correct(nowNanos, sender, suspect.node(), suspect.incarnation());
    } else if (!core.isLocal(suspect.node())) {
      weigh(nowNanos, known, suspect);
    } else {
      local.refute(nowNanos, suspect.incarnation(), suspect.from(), "suspect");
      correct(nowNanos, sender, suspect.node(), suspect.incarnation());
    }
  }

  /** Tells whoever accuses an incarnation that is refuted by now. */
  private void correct(long nowNanos, @Nullable PeerAddress sender, String node, long accused) {
    SwimMember known = core.table().get(node);
    if (known != null && known.state() == SwimState.ALIVE && accused < known.incarnation()) {
      corrections.answer(nowNanos, sender, known);
    }
  }

  /**
   * Our own probe got no answer. This counts even if the accused has no number left to refute with:
   * a forger that drove it there would have made it immortal.
   */
  void onProbeFailed(long nowNanos, SwimMember target) {
    SwimMember known = core.table().get(target.name());
    if (known != null && target.incarnation() >= known.incarnation()) {
      weigh(nowNanos, known, new Suspect(target.incarnation(), target.name(), core.localName()));
    }
  }

  private void weigh(long nowNanos, SwimMember known, Suspect suspect) {
    Suspicion running = suspicions.of(suspect.node());
    if (Supersedes.suspect(suspect.incarnation(), known)) {
      beginSuspicion(nowNanos, known, suspect);
    } else if (running != null) {
      confirm(nowNanos, running, suspect);
      if (running.isSecondedBy(suspect.from())) {
        core.delegate().onSuspicionConfirmed(nowNanos, known);
      }
    } else {
      core.table().put(known.raisedTo(suspect.incarnation()));
    }
  }

  private void beginSuspicion(long nowNanos, SwimMember known, Suspect suspect) {
    suspicions.drop(suspect.node());
    SwimMember member = known.withState(SwimState.SUSPECT, suspect.incarnation(), nowNanos);
    core.table().put(member);
    news.broadcast(suspect.node(), suspect);
    suspicions.begin(nowNanos, suspect);
    core.counters().increment(SwimCounter.SUSPICIONS_RAISED);
    note(
        nowNanos,
        suspect.node(),
        Accusation.Kind.SUSPECTED,
        suspect.incarnation(),
        suspect.from(),
        "");
    core.delegate().onUpdated(nowNanos, known, member);
    if (!core.isLocal(suspect.from())) {
      early.onAccused(suspect.node());
    }
  }

  private void confirm(long nowNanos, Suspicion running, Suspect suspect) {
    String node = suspect.node();
    if (running.confirm(nowNanos, suspect.from())) {
      news.broadcast(node, suspect);
      String count = running.confirmations() + " confirmations";
      note(nowNanos, node, Accusation.Kind.CONFIRMED, suspect.incarnation(), suspect.from(), count);
    }
  }

  private void onSuspicionExpired(String node, long nowNanos) {
    SwimMember member = core.table().get(node);
    if (member != null && member.state() == SwimState.SUSPECT) {
      goDown(nowNanos, member, new Dead(member.incarnation(), node, core.localName()));
    }
  }

  // ---- dead and left ----

  /**
   * A verdict.
   *
   * @param sender as with {@link #onSuspect}
   */
  void onDead(long nowNanos, @Nullable PeerAddress sender, Dead dead) {
    SwimMember known = core.table().get(dead.node());
    if (known == null || !Supersedes.isCurrent(dead.incarnation(), known)) {
      correct(nowNanos, sender, dead.node(), dead.incarnation());
    } else if (!core.isLocal(dead.node())) {
      believe(nowNanos, known, dead);
    } else {
      local.refute(nowNanos, dead.incarnation(), dead.from(), dead.left() ? "left" : "dead");
      correct(nowNanos, sender, dead.node(), dead.incarnation());
    }
  }

  /**
   * memberlist forgets what it hears of a member that is down already, and so lets an alive message
   * that is older than the last word on it raise the dead.
   */
  private void believe(long nowNanos, SwimMember known, Dead dead) {
    if (Supersedes.dead(dead.incarnation(), known)) {
      goDown(nowNanos, known, dead);
    } else {
      core.table().put(known.raisedTo(dead.incarnation()));
    }
  }

  private void goDown(long nowNanos, SwimMember known, Dead dead) {
    suspicions.drop(dead.node());
    SwimState state = dead.left() ? SwimState.LEFT : SwimState.DEAD;
    SwimMember member = known.withState(state, dead.incarnation(), nowNanos);
    core.table().put(member);
    news.broadcast(dead.node(), dead);
    noteDown(nowNanos, dead);
    core.delegate().onDown(nowNanos, member);
  }

  private void noteDown(long nowNanos, Dead dead) {
    core.counters().increment(dead.left() ? SwimCounter.LEAVES : SwimCounter.DEATHS);
    Accusation.Kind kind = dead.left() ? Accusation.Kind.LEFT : Accusation.Kind.DECLARED_DEAD;
    note(nowNanos, dead.node(), kind, dead.incarnation(), dead.from(), "");
  }

  /** Forgets members that have been down for long; runs between two turns of probing. */
  void purge(long nowNanos) {
    long toTheDeadNanos = core.config().gossip().toTheDead().toNanos();
    for (SwimMember member : core.table().purge(nowNanos - toTheDeadNanos)) {
      core.delegate().onPurged(nowNanos, member);
    }
  }
}
