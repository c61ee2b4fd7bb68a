package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.SwimState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntentsTest {
  private final TestSerf a = new TestSerf();

  private static LeaveIntent leave(long lTime, String node) {
    return new LeaveIntent(lTime, node, false);
  }

  @Test
  void a_new_intent_is_passed_on_once_more_than_it_is_heard() {
    a.knows("b").receive(leave(5, "b"));
    assertThat(a.spread()).containsExactly(leave(5, "b"));
    a.receive(leave(5, "b"));
    assertThat(a.spread()).isEmpty();
  }

  @Test
  void an_intent_about_an_unknown_member_is_passed_on_once() {
    a.receive(leave(5, "b"));
    assertThat(a.spread()).containsExactly(leave(5, "b"));
    a.receive(leave(5, "b"));
    assertThat(a.spread()).isEmpty();
  }

  @Test
  void an_intent_about_an_unknown_member_is_kept_for_five_minutes() {
    a.receive(leave(5, "b"));
    a.receive(leave(6, "c"));
    a.pass(Duration.ofMinutes(5).minusSeconds(1));
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEAVING);
    a.pass(Duration.ofSeconds(30));
    a.up("c");
    assertThat(a.status("c")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void intents_about_more_unknown_members_than_may_be_kept_push_out_the_oldest() {
    RecentIntents recent = new RecentIntents(2);
    recent.offer(0, "b", true, 1);
    recent.offer(1, "c", true, 1);
    recent.offer(2, "b", true, 2);
    recent.offer(3, "d", true, 1);
    assertThat(recent.size()).isEqualTo(2);
    assertThat(recent.take("c")).isNull();
    assertThat(recent.take("b")).isEqualTo(new RecentIntents.Recent(true, 2, 2));
  }

  @Test
  void an_older_intent_about_an_unknown_member_does_not_replace_a_later_one() {
    RecentIntents recent = new RecentIntents(2);
    assertThat(recent.offer(0, "b", true, 5)).isTrue();
    assertThat(recent.offer(1, "b", true, 5)).isFalse();
    assertThat(recent.offer(1, "b", false, 4)).isFalse();
    assertThat(recent.take("b")).isEqualTo(new RecentIntents.Recent(true, 5, 0));
  }

  @Test
  void a_join_about_an_unknown_member_replaces_a_leave_of_the_same_time() {
    RecentIntents recent = new RecentIntents(2);
    recent.offer(0, "b", true, 5);
    assertThat(recent.offer(1, "b", false, 5)).isTrue();
    assertThat(recent.offer(2, "b", true, 5)).isFalse();
    assertThat(recent.take("b")).isEqualTo(new RecentIntents.Recent(false, 5, 1));
  }

  @Test
  void a_leave_intent_about_ourselves_is_refuted_by_a_later_join_intent() {
    a.receive(leave(20, "a"));
    assertThat(a.status("a")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.spread()).containsExactly(new JoinIntent(21, "a"));
    assertThat(a.localState().statusLTimes()).containsEntry("a", 21L);
  }

  @Test
  void a_stale_leave_intent_about_ourselves_needs_no_refutation() {
    a.receive(new JoinIntent(30, "a"));
    a.spread();
    a.receive(leave(30, "a"));
    assertThat(a.spread()).isEmpty();
  }

  @Test
  void the_first_member_of_a_cluster_never_joined() {
    assertThat(a.localState().statusLTimes()).containsEntry("a", 0L);
  }

  @Test
  void a_join_that_succeeded_is_announced() {
    a.serf.join(a.nowNanos, TestSerf.B);
    assertThat(a.swim.dialled).containsExactly(new FakeSwim.Dialled(TestSerf.B, true));
    a.serf.onPushPullDone(a.nowNanos, TestSerf.B, true, "");
    assertThat(a.spread()).containsExactly(new JoinIntent(1, "a"));
    assertThat(a.localState().statusLTimes()).containsEntry("a", 1L);
    assertThat(a.localState().lTime()).isEqualTo(2);
  }

  @Test
  void a_join_that_failed_and_a_periodic_exchange_are_not_announced() {
    a.serf.join(a.nowNanos, TestSerf.B);
    a.serf.onPushPullDone(a.nowNanos, TestSerf.B, true, "connection refused");
    a.serf.onPushPullDone(a.nowNanos, TestSerf.C, false, "");
    assertThat(a.spread()).isEmpty();
  }

  @Test
  void an_intent_from_an_impossible_future_is_dropped() {
    a.knows("b").receive(leave(-1, "b"));
    a.receive(leave(Long.MAX_VALUE, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.localState().lTime()).isEqualTo(1);
    assertThat(a.serf.dropped(SerfDrop.IMPLAUSIBLE_TIME)).isEqualTo(2);
  }

  // ---- push/pull ----

  private static SerfState state(long lTime, Map<String, Long> statusLTimes, String... left) {
    return new SerfState(lTime, statusLTimes, List.of(left), 1, List.of(), 1);
  }

  @Test
  void a_peers_state_moves_each_of_the_three_clocks_to_its_own() {
    a.merge(new SerfState(40, Map.of(), List.of(), 50, List.of(), 60), false);
    assertThat(a.localState().lTime()).isEqualTo(40);
    assertThat(a.localState().eventLTime()).isEqualTo(50);
    assertThat(a.localState().queryLTime()).isEqualTo(60);
  }

  @Test
  void a_member_that_left_at_a_peer_and_is_up_here_has_come_back() {
    a.knows("b");
    a.merge(state(9, Map.of("b", 7L), "b"), false);
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.spread()).as("states are not passed on").isEmpty();
  }

  @Test
  void a_member_that_left_at_a_peer_and_turns_up_here_has_come_back() {
    a.merge(state(9, Map.of("b", 7L), "b"), false);
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void a_member_that_left_at_a_peer_and_failed_here_has_left_even_at_the_time_of_its_join() {
    a.knows("b").receive(new JoinIntent(7, "b"));
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.merge(state(9, Map.of("b", 7L), "b"), false);
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEFT);
  }

  @Test
  void a_join_at_the_time_of_a_leave_is_of_a_later_life() {
    a.knows("b").receive(leave(7, "b"));
    a.receive(new JoinIntent(7, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    a.receive(leave(7, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void a_peers_time_for_a_member_that_leaves_here_does_not_make_it_stay() {
    a.knows("b").receive(leave(7, "b"));
    a.merge(state(9, Map.of("b", 7L)), false);
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEAVING);
  }

  @Test
  void two_members_that_know_a_third_as_left_do_not_count_its_time_up() {
    TestSerf peer = new TestSerf();
    for (TestSerf each : List.of(a, peer)) {
      each.knows("b").receive(leave(7, "b"));
      each.swim.down(each.nowNanos, "b", SwimState.LEFT);
    }
    for (int exchange = 0; exchange < 5; exchange++) {
      a.merge(peer.localState(), false);
    }
    assertThat(a.localState().statusLTimes()).containsEntry("b", 7L);
    assertThat(a.localState().leftMembers()).containsExactly("b");
  }

  @Test
  void members_that_did_not_leave_at_a_peer_count_as_joined() {
    a.knows("b").receive(leave(5, "b"));
    a.merge(state(9, Map.of("b", 8L)), false);
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void a_peer_that_still_expects_us_to_leave_is_told_that_we_stay() {
    a.merge(state(12, Map.of("a", 9L)), false); // leaving members are not told apart from others
    assertThat(a.spread()).containsExactly(new JoinIntent(12, "a"));
    a.merge(state(13, Map.of("a", 12L)), false);
    assertThat(a.spread()).isEmpty();
  }

  @Test
  void a_cluster_that_remembers_that_we_left_is_told_that_we_are_back() {
    a.merge(state(12, Map.of("a", 9L), "a"), true);
    assertThat(a.spread()).containsExactly(new JoinIntent(12, "a"));
    assertThat(a.status("a")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void user_state_that_is_not_serfs_is_counted_and_changes_nothing() {
    a.serf.mergeState(a.nowNanos, io.paceline.service.Bytes.utf8("c"), false);
    a.serf.mergeState(a.nowNanos, io.paceline.service.Bytes.EMPTY, false);
    assertThat(a.serf.dropped(SerfDrop.MALFORMED)).isPositive();
  }

  // ---- forcing out ----

  @Test
  void a_failed_member_is_forced_out_everywhere() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.serf.forceLeave(a.nowNanos, "b", false);
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEFT);
    assertThat(a.spread()).containsExactly(leave(1, "b"));
    assertThat(a.localState().lTime()).isEqualTo(2);
  }

  @Test
  void a_failed_member_is_pruned_everywhere() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.serf.forceLeave(a.nowNanos, "b", true);
    assertThat(a.memberNames()).containsExactly("a");
    assertThat(a.spread()).containsExactly(new LeaveIntent(1, "b", true));
  }

  /** A duplicate of an intent that came first travels on for a while. */
  @Test
  void an_older_intent_does_not_take_the_place_of_the_pruning() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.receive(new LeaveIntent(5, "b", false));
    a.serf.forceLeave(a.nowNanos, "b", true);
    a.receive(new LeaveIntent(5, "b", false));
    assertThat(a.memberNames()).containsExactly("a");
    assertThat(a.spread()).containsExactly(new LeaveIntent(6, "b", true));
  }

  @Test
  void a_pruned_member_that_comes_back_is_alive() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.serf.forceLeave(a.nowNanos, "b", true);
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    a.receive(new LeaveIntent(1, "b", true)); // the same word once more
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  /** Nothing repairs it where the word got lost. */
  @Test
  void what_is_forgotten_here_can_be_pruned_once_more_elsewhere() {
    a.serf.forceLeave(a.nowNanos, "b", true);
    a.receive(new LeaveIntent(1, "b", false)); // older, or the same word come back
    assertThat(a.spread()).containsExactly(new LeaveIntent(1, "b", true));
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void only_members_that_are_gone_can_be_forced_out() {
    a.knows("b");
    assertThatThrownBy(() -> a.serf.forceLeave(a.nowNanos, "b", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alive");
    assertThatThrownBy(() -> a.serf.forceLeave(a.nowNanos, "b", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alive");
    assertThatThrownBy(() -> a.serf.forceLeave(a.nowNanos, "\n", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no member");
    assertThatThrownBy(() -> a.serf.forceLeave(a.nowNanos, "x", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no member");
    assertThat(a.localState().lTime()).isEqualTo(1);
    assertThat(a.spread()).isEmpty();
  }

  // ---- reconnecting ----

  @Test
  void a_failed_member_is_dialled_at_its_old_address_without_announcing_a_join() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.pass(Duration.ofSeconds(31)); // one of one is failed: the chance is certain
    assertThat(a.swim.dialled).containsExactly(new FakeSwim.Dialled(TestSerf.B, true));
    a.serf.onPushPullDone(a.nowNanos, TestSerf.B, true, "");
    assertThat(a.spread()).isEmpty();
  }

  @Test
  void failed_members_are_dialled_in_proportion_to_those_that_are_up() {
    a.knows("b", "c", "d", "e");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.pass(Duration.ofMinutes(500)); // 1 failed, 4 up: a quarter of the ticks
    assertThat(a.swim.dialled).hasSizeBetween(200, 300);
  }

  @Test
  void every_failed_member_is_dialled_sooner_or_later() {
    a.knows("b", "c");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.swim.down(a.nowNanos, "c", SwimState.DEAD);
    a.pass(Duration.ofMinutes(20));
    assertThat(a.swim.dialled)
        .contains(new FakeSwim.Dialled(TestSerf.B, true), new FakeSwim.Dialled(TestSerf.C, true));
  }

  @Test
  void a_member_that_left_is_not_dialled() {
    a.knows("b").receive(leave(5, "b"));
    a.swim.down(a.nowNanos, "b", SwimState.LEFT);
    a.pass(Duration.ofMinutes(10));
    assertThat(a.swim.dialled).isEmpty();
  }
}
