package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.SwimState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaveSequenceTest {
  private final TestSerf a = new TestSerf().knows("b");

  @Test
  void the_intent_is_spread_before_the_engine_says_that_we_are_gone() {
    a.receive(new JoinIntent(9, "b"));
    a.spread();
    a.serf.leave(a.nowNanos);
    assertThat(a.status("a")).isEqualTo(MemberStatus.LEAVING);
    assertThat(a.nextPacket()).containsExactly(new LeaveIntent(10, "a", false));
    a.pass(Duration.ofSeconds(1));
    assertThat(a.swim.left).as("transmissions are left").isFalse();
    a.spread();
    a.pass(Duration.ofMillis(50));
    assertThat(a.swim.left).isTrue();
    assertThat(a.status("a")).isEqualTo(MemberStatus.LEFT);
  }

  @Test
  void the_intent_is_said_again_beside_the_last_word_for_whom_it_did_not_reach() {
    a.serf.leave(a.nowNanos);
    a.spread();
    a.pass(Duration.ofMillis(50));
    assertThat(a.swim.left).isTrue();
    assertThat(a.nextPacket()).containsExactly(new LeaveIntent(1, "a", false));
  }

  @Test
  void the_leave_is_finished_a_second_after_the_last_word_was_spread() {
    a.serf.leave(a.nowNanos);
    a.spread();
    a.pass(Duration.ofSeconds(1));
    a.swim.leaveSpread = true;
    a.pass(Duration.ofMillis(900));
    assertThat(a.events.leavesFinished).isZero();
    a.pass(Duration.ofMillis(200));
    assertThat(a.events.leavesFinished).isEqualTo(1);
  }

  @Test
  void a_leave_that_nobody_hears_is_finished_all_the_same() {
    a.serf.leave(a.nowNanos);
    a.pass(Duration.ofMillis(4990));
    assertThat(a.swim.left).isFalse();
    a.pass(Duration.ofMillis(6020));
    assertThat(a.events.leavesFinished).isEqualTo(1);
  }

  @Test
  void alone_a_leave_is_finished_at_once() {
    TestSerf alone = new TestSerf();
    alone.swim.leaveSpread = true; // nobody is there to hear it
    alone.serf.leave(alone.nowNanos);
    alone.pass(Duration.ofMillis(1));
    assertThat(alone.events.leavesFinished).isEqualTo(1);
  }

  @Test
  void the_last_member_that_goes_makes_us_alone() {
    a.serf.leave(a.nowNanos);
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.pass(Duration.ofMillis(20));
    assertThat(a.swim.left).isTrue();
  }

  @Test
  void to_leave_twice_is_to_leave_once() {
    a.serf.leave(a.nowNanos);
    a.serf.leave(a.nowNanos);
    assertThat(a.spread()).hasSize(1);
    a.swim.leaveSpread = true;
    a.pass(Duration.ofSeconds(20));
    assertThat(a.events.leavesFinished).isEqualTo(1);
  }

  @Test
  void while_we_leave_a_leave_intent_about_us_is_not_refuted() {
    a.serf.leave(a.nowNanos);
    a.spread();
    a.receive(new LeaveIntent(50, "a", false));
    assertThat(a.spread()).containsExactly(new LeaveIntent(50, "a", false));
  }

  @Test
  void while_we_leave_a_join_that_was_under_way_is_not_announced() {
    a.serf.join(a.nowNanos, TestSerf.C);
    a.serf.leave(a.nowNanos);
    a.serf.onPushPullDone(a.nowNanos, TestSerf.C, true, "");
    assertThat(a.spread()).containsExactly(new LeaveIntent(1, "a", false));
  }
}
