package io.paceline.gossip.serf;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.gossip.swim.SwimProtocol;
import io.paceline.service.Bytes;
import org.jspecify.annotations.Nullable;

/** What the Serf layer needs of the engine beneath it; the words are {@link SwimProtocol}'s. */
interface SwimView {
  SwimMember local();

  @Nullable SwimMember member(String name);

  void pushPull(long nowNanos, PeerAddress peer, boolean join);

  void leave(long nowNanos);

  boolean isLeaveSpread();

  void sendUser(PeerAddress to, Bytes body);

  DeadlineQueue timers();

  /** The view of a real engine. */
  static SwimView of(SwimProtocol swim) {
    return new SwimView() {
      @Override
      public SwimMember local() {
        return swim.local();
      }

      @Override
      public @Nullable SwimMember member(String name) {
        return swim.member(name);
      }

      @Override
      public void pushPull(long nowNanos, PeerAddress peer, boolean join) {
        swim.pushPull(nowNanos, peer, join);
      }

      @Override
      public void leave(long nowNanos) {
        swim.leave(nowNanos);
      }

      @Override
      public boolean isLeaveSpread() {
        return swim.isLeaveSpread();
      }

      @Override
      public void sendUser(PeerAddress to, Bytes body) {
        swim.sendUser(to, body);
      }

      @Override
      public DeadlineQueue timers() {
        return swim.timers();
      }
    };
  }
}
