package io.paceline.gossip.serf;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.SwimDelegate;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The engine beneath, as far as the Serf layer sees it: a table of members that the test moves, and
 * a record of what was asked of it.
 */
final class FakeSwim implements SwimView {
  record Dialled(PeerAddress peer, boolean join) {}

  record Sent(PeerAddress to, Bytes body) {}

  final List<Dialled> dialled = new ArrayList<>();
  final List<Sent> sent = new ArrayList<>();
  boolean leaveSpread;
  boolean left;

  private final String localName;
  private final DeadlineQueue timers = new DeadlineQueue();
  private final Map<String, SwimMember> members = new LinkedHashMap<>();
  private @Nullable SwimDelegate delegate;

  FakeSwim(String localName) {
    this.localName = localName;
  }

  void start(SwimDelegate newDelegate) {
    delegate = newDelegate;
    up(0, localName, Bytes.EMPTY);
  }

  private SwimDelegate delegate() {
    return Objects.requireNonNull(delegate, "not started");
  }

  // ---- what the test makes happen ----

  void up(long nowNanos, String name, Bytes meta) {
    up(nowNanos, name, meta, Versions.SERF);
  }

  void up(long nowNanos, String name, Bytes meta, Versions versions) {
    SwimMember known = members.get(name);
    long incarnation = known == null ? 1 : known.incarnation() + 1;
    SwimMember member =
        new SwimMember(
            name, TestSerf.address(name), meta, versions, incarnation, SwimState.ALIVE, nowNanos);
    members.put(name, member);
    delegate().onJoined(nowNanos, member);
  }

  void update(long nowNanos, String name, Bytes meta, SwimState state) {
    SwimMember before = get(name);
    SwimMember member = moved(before, meta, state, nowNanos);
    members.put(name, member);
    delegate().onUpdated(nowNanos, before, member);
  }

  void suspect(long nowNanos, String name) {
    update(nowNanos, name, get(name).meta(), SwimState.SUSPECT);
  }

  void down(long nowNanos, String name, SwimState state) {
    SwimMember member = moved(get(name), get(name).meta(), state, nowNanos);
    members.put(name, member);
    delegate().onDown(nowNanos, member);
  }

  /** The local incarnation rises without a word to the delegate, as in a refutation. */
  void refute() {
    SwimMember local = local();
    members.put(localName, moved(local, local.meta(), local.state(), local.stateSinceNanos()));
  }

  private static SwimMember moved(SwimMember from, Bytes meta, SwimState state, long nowNanos) {
    return new SwimMember(
        from.name(),
        from.address(),
        meta,
        from.versions(),
        from.incarnation() + 1,
        state,
        nowNanos);
  }

  SwimMember get(String name) {
    return Objects.requireNonNull(members.get(name), () -> name + " is unknown");
  }

  // ---- what the Serf layer asks ----

  @Override
  public SwimMember local() {
    return get(localName);
  }

  @Override
  public @Nullable SwimMember member(String name) {
    return members.get(name);
  }

  @Override
  public void pushPull(long nowNanos, PeerAddress peer, boolean join) {
    dialled.add(new Dialled(peer, join));
  }

  @Override
  public void leave(long nowNanos) {
    left = true;
    down(nowNanos, localName, SwimState.LEFT);
  }

  @Override
  public boolean isLeaveSpread() {
    return leaveSpread;
  }

  @Override
  public void sendUser(PeerAddress to, Bytes body) {
    sent.add(new Sent(to, body));
  }

  @Override
  public DeadlineQueue timers() {
    return timers;
  }
}
