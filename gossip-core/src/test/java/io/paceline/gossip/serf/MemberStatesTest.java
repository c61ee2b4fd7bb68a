package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of member states, row by row. */
class MemberStatesTest {
  private final TestSerf a = new TestSerf();

  private static LeaveIntent leave(long lTime, String node) {
    return new LeaveIntent(lTime, node, false);
  }

  private static LeaveIntent prune(long lTime, String node) {
    return new LeaveIntent(lTime, node, true);
  }

  @Test
  void an_unknown_member_that_comes_up_is_alive() {
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.events.membershipWords()).containsExactly("Joined b");
  }

  @Test
  void an_unknown_member_whose_leave_intent_came_first_is_leaving() {
    a.receive(leave(7, "b"));
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEAVING);
    assertThat(a.localState().statusLTimes()).containsEntry("b", 7L);
  }

  @Test
  void an_unknown_member_whose_join_intent_came_last_is_alive_with_its_time() {
    a.receive(leave(7, "b"));
    a.receive(new JoinIntent(8, "b"));
    a.up("b");
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.localState().statusLTimes()).containsEntry("b", 8L);
  }

  @Test
  void a_leave_intent_makes_an_alive_member_leaving() {
    a.knows("b").receive(leave(5, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEAVING);
    assertThat(a.events.membership).isEmpty();
  }

  @Test
  void a_later_join_intent_makes_a_leaving_member_alive_again() {
    a.knows("b").receive(leave(5, "b"));
    a.receive(new JoinIntent(6, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void a_leaving_member_that_goes_down_has_left_whatever_the_engine_calls_it() {
    a.knows("b", "c").receive(leave(5, "b"));
    a.receive(leave(6, "c"));
    a.swim.down(a.nowNanos, "b", SwimState.LEFT);
    a.swim.down(a.nowNanos, "c", SwimState.DEAD);
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEFT);
    assertThat(a.status("c")).isEqualTo(MemberStatus.LEFT);
    assertThat(a.events.membershipWords()).containsExactly("Left b", "Left c");
  }

  @Test
  void an_alive_member_that_goes_down_has_failed_even_if_it_said_that_it_left() {
    a.knows("b", "c");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.swim.down(a.nowNanos, "c", SwimState.LEFT);
    assertThat(a.status("b")).isEqualTo(MemberStatus.FAILED);
    assertThat(a.status("c")).isEqualTo(MemberStatus.FAILED);
    assertThat(a.events.membershipWords()).containsExactly("Failed b", "Failed c");
  }

  @Test
  void a_later_leave_intent_makes_a_failed_member_left() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.LEFT);
    a.receive(leave(5, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEFT);
    assertThat(a.events.membershipWords()).containsExactly("Failed b", "Left b");
  }

  @Test
  void a_member_that_failed_or_left_and_comes_back_is_alive() {
    a.knows("b", "c").receive(leave(5, "c"));
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.swim.down(a.nowNanos, "c", SwimState.LEFT);
    a.up("b");
    a.up("c");
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.status("c")).isEqualTo(MemberStatus.ALIVE);
    assertThat(a.events.membershipWords())
        .containsExactly("Failed b", "Left c", "Joined b", "Joined c");
  }

  @Test
  void an_intent_that_is_not_later_than_the_last_one_is_ignored() {
    a.knows("b").receive(new JoinIntent(5, "b"));
    a.receive(leave(5, "b"));
    a.receive(leave(4, "b"));
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void a_pruned_leaving_member_is_forgotten_once_it_has_left() {
    a.knows("b").receive(prune(5, "b"));
    assertThat(a.memberNames()).contains("b");
    a.swim.down(a.nowNanos, "b", SwimState.LEFT);
    assertThat(a.memberNames()).doesNotContain("b");
    assertThat(a.events.membershipWords()).containsExactly("Left b", "Reaped b");
  }

  @Test
  void a_pruned_leaving_member_that_says_it_stays_is_not_forgotten_later() {
    a.knows("b").receive(prune(5, "b"));
    a.receive(new JoinIntent(6, "b"));
    a.receive(leave(7, "b"));
    a.swim.down(a.nowNanos, "b", SwimState.LEFT);
    assertThat(a.status("b")).isEqualTo(MemberStatus.LEFT);
  }

  @Test
  void a_pruned_left_member_is_forgotten() {
    a.knows("b").receive(leave(5, "b"));
    a.swim.down(a.nowNanos, "b", SwimState.LEFT);
    a.receive(prune(6, "b"));
    assertThat(a.memberNames()).doesNotContain("b");
  }

  @Test
  void a_failed_member_is_reaped_after_a_day() {
    a.knows("b");
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    a.pass(Duration.ofHours(24));
    assertThat(a.status("b")).isEqualTo(MemberStatus.FAILED);
    a.pass(Duration.ofSeconds(16));
    assertThat(a.memberNames()).doesNotContain("b");
    assertThat(a.events.membershipWords()).containsExactly("Failed b", "Reaped b");
  }

  @Test
  void a_left_member_is_reaped_after_the_tombstone_timeout() {
    TestSerf quick = new TestSerf(withTombstones(Duration.ofMinutes(1)));
    quick.knows("b", "c").receive(leave(5, "b"));
    quick.swim.down(quick.nowNanos, "b", SwimState.LEFT);
    quick.swim.down(quick.nowNanos, "c", SwimState.DEAD);
    quick.pass(Duration.ofMinutes(2));
    assertThat(quick.memberNames()).containsExactly("a", "c");
  }

  private static SerfConfig withTombstones(Duration timeout) {
    SerfConfig config = SerfConfig.of(SwimConfig.lan());
    SerfConfig.Memory memory = config.memory();
    return config.withMemory(
        new SerfConfig.Memory(
            memory.reapInterval(),
            memory.reconnectInterval(),
            memory.reconnectTimeout(),
            timeout,
            memory.intentTimeout(),
            memory.membersMax()));
  }

  @Test
  void new_tags_are_an_update_and_nothing_else_is() {
    a.knows("b");
    Bytes meta = SerfCodec.encodeTags(Map.of("role", "web"));
    a.swim.update(a.nowNanos, "b", meta, SwimState.ALIVE);
    a.swim.update(a.nowNanos, "b", meta, SwimState.ALIVE);
    assertThat(a.events.membershipWords()).containsExactly("Updated b");
    assertThat(a.member("b").tags()).containsExactly(Map.entry("role", "web"));
  }

  @Test
  void an_accused_member_is_suspect_until_it_is_cleared() {
    a.knows("b");
    a.swim.suspect(a.nowNanos, "b");
    assertThat(a.member("b").suspect()).isTrue();
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
    a.swim.update(a.nowNanos, "b", Bytes.EMPTY, SwimState.ALIVE);
    assertThat(a.member("b").suspect()).isFalse();
    assertThat(a.events.membershipWords())
        .containsExactly("SuspicionChanged b", "SuspicionChanged b");
  }

  @Test
  void meta_that_is_no_map_of_tags_is_the_role() {
    a.swim.up(0, "b", Bytes.utf8("web"));
    assertThat(a.member("b").tags()).containsExactly(Map.entry("role", "web"));
  }

  @Test
  void tags_that_cannot_be_read_leave_a_member_without_any() {
    a.swim.up(0, "b", Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0x85}));
    assertThat(a.member("b").tags()).isEmpty();
    assertThat(a.status("b")).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void members_are_ordered_by_name_and_the_same_list_until_something_changes() {
    a.knows("c", "b");
    List<Member> before = a.serf.members();
    assertThat(a.memberNames()).containsExactly("a", "b", "c");
    assertThat(a.serf.members()).isSameAs(before);
    a.swim.suspect(a.nowNanos, "b");
    assertThat(a.serf.members()).isNotSameAs(before);
  }

  @Test
  void our_own_refutation_shows_in_our_incarnation() {
    long before = a.member("a").incarnation();
    a.swim.refute();
    assertThat(a.member("a").incarnation()).isGreaterThan(before);
    assertThat(a.member("a")).isEqualTo(a.serf.localMember());
  }

  @Test
  void at_the_limit_the_member_that_is_gone_longest_makes_room() {
    SerfConfig config = SerfConfig.of(SwimConfig.lan());
    SerfConfig.Memory memory = config.memory();
    TestSerf small =
        new TestSerf(
            config.withMemory(
                new SerfConfig.Memory(
                    memory.reapInterval(),
                    memory.reconnectInterval(),
                    memory.reconnectTimeout(),
                    memory.tombstoneTimeout(),
                    memory.intentTimeout(),
                    4)));
    small.knows("b", "c", "d");
    small.swim.down(1, "c", SwimState.DEAD);
    small.swim.down(2, "b", SwimState.DEAD);
    small.up("e");
    assertThat(small.memberNames()).containsExactly("a", "b", "d", "e");
  }
}
