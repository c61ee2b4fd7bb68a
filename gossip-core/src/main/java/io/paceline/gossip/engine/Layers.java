package io.paceline.gossip.engine;

import io.paceline.gossip.catalog.CatalogPeer;
import io.paceline.gossip.catalog.CatalogProtocol;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.serf.SerfProtocol;
import io.paceline.gossip.swim.PacketBuilder;
import io.paceline.gossip.swim.SwimDelegate;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.service.Bytes;
import io.paceline.service.Suspicion;
import org.jspecify.annotations.Nullable;

/**
 * What lies above SWIM: passes on what SWIM reports to the Serf layer, which knows members by their
 * tags, and to the catalog, which knows them as owners of services.
 */
final class Layers implements SwimDelegate {
  /** The type byte of a user message. */
  private static final int USER_BYTES = 1;

  private final EngineTally tally;

  private SerfProtocol serf;
  private CatalogProtocol catalog;
  private SeedJoiner seeds;

  /**
   * SWIM needs its delegate to come into being, and these need SWIM: {@link #connect} them next.
   */
  @SuppressWarnings("NullAway.Init")
  Layers(EngineTally tally) {
    this.tally = tally;
  }

  void connect(SerfProtocol serfLayer, CatalogProtocol catalogLayer, SeedJoiner seedJoiner) {
    serf = serfLayer;
    catalog = catalogLayer;
    seeds = seedJoiner;
  }

  @Override
  public void onUserMessage(long nowNanos, @Nullable PeerAddress from, Bytes body) {
    if (!body.isEmpty() && body.at(0) == CatalogProtocol.FIRST_BYTE) {
      catalog.onMessage(nowNanos, from, body);
    } else {
      serf.onUserMessage(nowNanos, from, body);
    }
  }

  @Override
  public Bytes localState(long nowNanos, boolean join) {
    return serf.localState(nowNanos, join);
  }

  @Override
  public void mergeState(long nowNanos, Bytes state, boolean join) {
    serf.mergeState(nowNanos, state, join);
  }

  @Override
  public void fill(long nowNanos, PacketBuilder packet) {
    serf.fill(nowNanos, packet);
    SwimMember to = packet.member();
    if (to != null) {
      Bytes changes = catalog.piggyback(nowNanos, to.name(), packet.remaining() - USER_BYTES);
      if (!changes.isEmpty()) {
        packet.offer(new UserMessage(changes));
      }
    }
  }

  /** The catalog is not asked: its news go out on its own timers, to those who understand it. */
  @Override
  public boolean hasNews() {
    return serf.hasNews();
  }

  @Override
  public Bytes ackPayload() {
    return serf.ackPayload();
  }

  @Override
  public void onPingAcked(long nowNanos, SwimMember peer, long rttNanos, Bytes payload) {
    tally.onPingAcked(rttNanos);
    serf.onPingAcked(nowNanos, peer, rttNanos, payload);
  }

  @Override
  public void onJoined(long nowNanos, SwimMember member) {
    serf.onJoined(nowNanos, member);
    catalog.onMemberUp(nowNanos, peer(member));
  }

  @Override
  public void onUpdated(long nowNanos, SwimMember before, SwimMember member) {
    serf.onUpdated(nowNanos, before, member);
    catalog.onMemberUp(nowNanos, peer(member));
  }

  private CatalogPeer peer(SwimMember member) {
    return CatalogPeers.of(member, serf.tags(member.meta()));
  }

  @Override
  public void onSuspicionConfirmed(long nowNanos, SwimMember member) {
    serf.onSuspicionConfirmed(nowNanos, member);
    catalog.onMemberUp(
        nowNanos, CatalogPeers.of(member, serf.tags(member.meta()), Suspicion.CONFIRMED));
  }

  @Override
  public void onDown(long nowNanos, SwimMember member) {
    serf.onDown(nowNanos, member);
    catalog.onMemberDown(nowNanos, member.name());
  }

  @Override
  public void onPurged(long nowNanos, SwimMember member) {
    serf.onPurged(nowNanos, member);
    catalog.onMemberPurged(nowNanos, member.name());
  }

  @Override
  public void onConflict(long nowNanos, SwimMember existing, PeerAddress claimed) {
    serf.onConflict(nowNanos, existing, claimed);
  }

  @Override
  public void onPushPullDone(long nowNanos, PeerAddress peer, boolean join, String error) {
    tally.onPushPullDone(error);
    serf.onPushPullDone(nowNanos, peer, join, error);
    seeds.onPushPullDone(nowNanos, peer, error);
  }
}
