package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.serf.EventBuffer.Verdict;
import io.paceline.service.Bytes;
import org.junit.jupiter.api.Test;

class EventBufferTest {
  private final EventBuffer buffer = new EventBuffer();

  private Verdict offer(long lTime, int number, int bytes) {
    UserEventMessage event =
        new UserEventMessage(lTime, "e" + number, Bytes.wrap(new byte[bytes]), false);
    return buffer.offer(event, Math.max(1, lTime + 1));
  }

  @Test
  void a_slot_is_used_again_after_512_times() {
    assertThat(offer(3, 1, 0)).isEqualTo(Verdict.NEW);
    assertThat(offer(3 + 512, 1, 0)).isEqualTo(Verdict.NEW);
    assertThat(buffer.events()).hasSize(1);
    assertThat(buffer.events().get(0).lTime()).isEqualTo(515);
  }

  @Test
  void one_time_holds_a_limited_number_of_events() {
    for (int i = 0; i < EventBuffer.EVENTS_PER_SLOT_MAX; i++) {
      assertThat(offer(3, i, 0)).isEqualTo(Verdict.NEW);
    }
    assertThat(offer(3, 1000, 0)).isEqualTo(Verdict.EXCESS);
    assertThat(offer(3, 0, 0)).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void at_the_limit_of_bytes_the_oldest_events_go_and_are_old_from_then_on() {
    int bytes = 9000;
    int lTime = 0;
    for (int held = 0; held <= EventBuffer.BYTES_MAX; held += bytes) {
      lTime++;
      assertThat(offer(lTime, 1, bytes)).isEqualTo(Verdict.NEW);
    }
    assertThat(buffer.bytes()).isLessThanOrEqualTo(EventBuffer.BYTES_MAX);
    assertThat(buffer.events().get(0).lTime()).isGreaterThan(1);
    assertThat(buffer.offer(new UserEventMessage(1, "e1", Bytes.EMPTY, false), lTime))
        .isEqualTo(Verdict.OLD);
  }

  @Test
  void a_slot_that_is_used_again_gives_its_bytes_back() {
    offer(3, 1, 9000);
    offer(3 + 512, 2, 10);
    assertThat(buffer.bytes()).isEqualTo(12);
  }

  @Test
  void whatever_is_below_the_floor_is_old() {
    buffer.raiseFloor(10);
    buffer.raiseFloor(5);
    assertThat(offer(9, 1, 0)).isEqualTo(Verdict.OLD);
    assertThat(offer(10, 1, 0)).isEqualTo(Verdict.NEW);
  }
}
