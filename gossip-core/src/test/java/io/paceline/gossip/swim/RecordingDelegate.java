package io.paceline.gossip.swim;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer above SWIM that has nothing to say and notes what it is told, one line each. */
final class RecordingDelegate implements SwimDelegate {
  final List<String> told = new ArrayList<>();
  Bytes state = Bytes.EMPTY;
  Bytes ackPayload = Bytes.utf8("payload");

  @Override
  public void onUserMessage(long nowNanos, @Nullable PeerAddress from, Bytes body) {
    told.add("user " + body.utf8());
  }

  @Override
  public Bytes localState(long nowNanos, boolean join) {
    return state;
  }

  @Override
  public void mergeState(long nowNanos, Bytes merged, boolean join) {
    told.add("state " + merged.utf8());
  }

  @Override
  public void fill(long nowNanos, PacketBuilder packet) {}

  @Override
  public boolean hasNews() {
    return false;
  }

  @Override
  public Bytes ackPayload() {
    return ackPayload;
  }

  @Override
  public void onPingAcked(long nowNanos, SwimMember peer, long rttNanos, Bytes payload) {
    told.add("acked " + peer.name() + " after " + rttNanos / 1_000_000 + " ms");
  }

  @Override
  public void onJoined(long nowNanos, SwimMember member) {
    told.add("joined " + member.name());
  }

  @Override
  public void onUpdated(long nowNanos, SwimMember before, SwimMember member) {
    told.add("updated " + member.name() + " " + member.state());
  }

  @Override
  public void onSuspicionConfirmed(long nowNanos, SwimMember member) {
    told.add("confirmed " + member.name());
  }

  @Override
  public void onDown(long nowNanos, SwimMember member) {
    told.add("down " + member.name() + " " + member.state());
  }

  @Override
  public void onPurged(long nowNanos, SwimMember member) {
    told.add("purged " + member.name());
  }

  @Override
  public void onConflict(long nowNanos, SwimMember existing, PeerAddress claimed) {
    told.add("conflict " + existing.name() + " at " + claimed);
  }

  @Override
  public void onPushPullDone(long nowNanos, PeerAddress peer, boolean join, String error) {
    told.add("push/pull with " + peer + ": " + (error.isEmpty() ? "merged" : error));
  }
}
