package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.UserEvent;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.SerfState.Event;
import io.paceline.gossip.message.SerfState.EventsAt;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserEventsTest {
  private static final Bytes PAYLOAD = Bytes.utf8("v2");

  private final TestSerf a = new TestSerf();

  private static UserEventMessage event(long lTime, String name) {
    return new UserEventMessage(lTime, name, PAYLOAD, false);
  }

  @Test
  void an_event_that_is_fired_is_delivered_here_and_spread() {
    a.serf.fireEvent(a.nowNanos, "deploy", PAYLOAD, false);
    assertThat(a.events.userEvents).containsExactly(new UserEvent(1, "deploy", PAYLOAD, false));
    assertThat(a.spread()).containsExactly(event(1, "deploy"));
    assertThat(a.localState().eventLTime()).isEqualTo(2);
  }

  @Test
  void an_event_of_a_peer_is_delivered_once_and_passed_on_byte_for_byte() {
    Bytes body = SerfCodec.encode(event(9, "deploy"));
    a.receive(body);
    a.receive(body);
    assertThat(a.events.userEventNames()).containsExactly("deploy");
    assertThat(a.spread()).containsExactly(event(9, "deploy"));
    a.receive(body);
    assertThat(a.serf.hasNews()).isFalse();
    assertThat(a.localState().eventLTime()).isEqualTo(10);
  }

  @Test
  void events_of_one_time_differ_by_name_and_payload() {
    a.receive(event(9, "deploy"));
    a.receive(event(9, "drain"));
    a.receive(new UserEventMessage(9, "deploy", Bytes.utf8("v3"), false));
    assertThat(a.events.userEventNames()).containsExactly("deploy", "drain", "deploy");
  }

  @Test
  void an_event_that_is_too_old_to_know_is_refused() {
    a.receive(event(2000, "new"));
    a.receive(event(2001 - 513, "old"));
    a.receive(event(2001 - 512, "just not old"));
    assertThat(a.events.userEventNames()).containsExactly("new", "just not old");
    assertThat(a.serf.dropped(SerfDrop.OLD)).isEqualTo(1);
  }

  @Test
  void an_event_from_an_impossible_future_is_dropped() {
    a.receive(event(-1, "forged"));
    assertThat(a.events.userEvents).isEmpty();
    assertThat(a.localState().eventLTime()).isEqualTo(1);
  }

  @Test
  void an_event_that_is_too_large_is_refused_where_it_is_fired() {
    Bytes large = Bytes.wrap(new byte[500]);
    assertThatThrownBy(() -> a.serf.fireEvent(a.nowNanos, "deploy", large, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 512");
    assertThat(a.events.userEvents).isEmpty();
    assertThat(a.serf.hasNews()).isFalse();
    assertThat(a.localState().eventLTime()).isEqualTo(1);
  }

  @Test
  void an_event_that_fits_its_limit_but_no_packet_is_refused_where_it_is_fired() {
    SerfConfig config = SerfConfig.of(SwimConfig.lan());
    TestSerf lax =
        new TestSerf(
            config.withEvents(
                new SerfConfig.Events(
                    9 * 1024, Duration.ofSeconds(3), Duration.ofSeconds(1), false)));
    assertThatThrownBy(
            () -> lax.serf.fireEvent(lax.nowNanos, "e", Bytes.wrap(new byte[1400]), false))
        .isInstanceOf(IllegalArgumentException.class);
    lax.serf.fireEvent(lax.nowNanos, "e", Bytes.wrap(new byte[1300]), false);
    assertThat(lax.spread()).hasSize(1);
  }

  @Test
  void a_large_event_that_came_by_stream_is_delivered_but_not_passed_on() {
    a.receive(new UserEventMessage(3, "large", Bytes.wrap(new byte[8000]), false));
    a.receive(new UserEventMessage(4, "too large", Bytes.wrap(new byte[9300]), false));
    assertThat(a.events.userEventNames()).containsExactly("large");
    assertThat(a.serf.hasNews()).isFalse();
  }

  // ---- push/pull ----

  private static SerfState state(long eventLTime, EventsAt... events) {
    return new SerfState(1, Map.of(), List.of(), eventLTime, List.of(events), 1);
  }

  private static EventsAt at(long lTime, String... names) {
    return new EventsAt(
        lTime, List.of(names).stream().map(name -> new Event(name, PAYLOAD)).toList());
  }

  @Test
  void recent_events_are_handed_to_peers_oldest_first() {
    a.receive(event(9, "second"));
    a.receive(event(4, "first"));
    assertThat(a.localState().events()).containsExactly(at(4, "first"), at(9, "second"));
  }

  @Test
  void events_that_a_peer_remembers_are_delivered_but_not_passed_on() {
    a.merge(state(10, at(4, "first"), at(9, "second")), false);
    assertThat(a.events.userEventNames()).containsExactly("first", "second");
    assertThat(a.serf.hasNews()).isFalse();
    assertThat(a.localState().eventLTime()).isEqualTo(10);
  }

  @Test
  void events_from_before_our_join_are_not_ours() {
    a.serf.join(a.nowNanos, TestSerf.B);
    a.merge(state(10, at(4, "first"), at(9, "second")), true);
    a.serf.onPushPullDone(a.nowNanos, TestSerf.B, true, "");
    a.receive(event(9, "second"));
    a.receive(event(10, "third"));
    assertThat(a.events.userEventNames()).containsExactly("third");
  }

  @Test
  void events_of_the_other_half_of_a_partition_are_delivered_when_it_reconnects() {
    a.merge(state(10, at(9, "meanwhile")), true);
    assertThat(a.events.userEventNames()).containsExactly("meanwhile");
  }

  @Test
  void events_from_before_our_join_are_replayed_if_that_is_wanted() {
    SerfConfig config = SerfConfig.of(SwimConfig.lan());
    TestSerf replaying =
        new TestSerf(
            config.withEvents(new SerfConfig.Events(512, Duration.ZERO, Duration.ZERO, true)));
    replaying.serf.join(replaying.nowNanos, TestSerf.B);
    replaying.merge(state(10, at(9, "before")), true);
    assertThat(replaying.events.userEventNames()).containsExactly("before");
  }

  // ---- folding ----

  private void burst(long lTime, String name) {
    a.receive(new UserEventMessage(lTime, name, PAYLOAD, true));
  }

  @Test
  void of_a_burst_of_one_name_only_the_latest_is_delivered_once_it_is_quiet() {
    burst(5, "deploy");
    burst(7, "deploy");
    burst(6, "deploy");
    burst(8, "drain");
    a.pass(Duration.ofMillis(999));
    assertThat(a.events.userEvents).isEmpty();
    a.pass(Duration.ofMillis(1));
    assertThat(a.events.userEvents)
        .containsExactly(
            new UserEvent(7, "deploy", PAYLOAD, true), new UserEvent(8, "drain", PAYLOAD, true));
  }

  @Test
  void an_endless_burst_is_cut_after_three_seconds() {
    for (int i = 1; i <= 40; i++) {
      burst(i, "deploy");
      a.pass(Duration.ofMillis(100));
    }
    assertThat(a.events.userEvents).containsExactly(new UserEvent(30, "deploy", PAYLOAD, true));
    a.pass(Duration.ofSeconds(1));
    assertThat(a.events.userEvents).hasSize(2);
  }

  @Test
  void events_of_one_name_and_time_are_all_kept() {
    burst(5, "deploy");
    a.receive(new UserEventMessage(5, "deploy", Bytes.utf8("v3"), true));
    a.pass(Duration.ofSeconds(1));
    assertThat(a.events.userEventNames()).containsExactly("deploy", "deploy");
  }

  @Test
  void events_that_may_not_be_folded_overtake_those_that_may() {
    burst(5, "deploy");
    a.receive(event(6, "alarm"));
    assertThat(a.events.userEventNames()).containsExactly("alarm");
  }

  @Test
  void all_that_is_held_back_is_delivered_at_once_when_it_becomes_too_much() {
    for (int i = 0; i <= EventCoalescer.NAMES_MAX; i++) {
      burst(5 + i / 60, "n" + i);
    }
    assertThat(a.events.userEvents).hasSize(EventCoalescer.NAMES_MAX + 1);
    a.pass(Duration.ofSeconds(5));
    assertThat(a.events.userEvents).hasSize(EventCoalescer.NAMES_MAX + 1);
  }
}
