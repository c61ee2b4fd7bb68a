package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Vector;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NetworkCoordinatesTest {
  private static final long RTT = Duration.ofMillis(40).toNanos();

  private final TestSerf a = new TestSerf().knows("b", "c");

  private void acked(String peer, Bytes payload) {
    a.serf.onPingAcked(a.nowNanos, a.swim.get(peer), RTT, payload);
  }

  @Test
  void an_ack_carries_our_coordinate_as_it_is_now() throws WireFormatException {
    Bytes before = a.serf.ackPayload();
    assertThat(before.size()).isEqualTo(130);
    assertThat(SerfCodec.decodeCoordinate(before)).isEqualTo(Vivaldi.ORIGIN);
    acked("b", SerfCodec.encodeCoordinate(Vivaldi.ORIGIN));
    assertThat(SerfCodec.decodeCoordinate(a.serf.ackPayload()))
        .isEqualTo(a.serf.coordinates().get("a"))
        .isNotEqualTo(Vivaldi.ORIGIN);
  }

  @Test
  void the_round_trip_between_any_two_members_that_answered_can_be_estimated() {
    for (int i = 0; i < 200; i++) {
      acked("b", SerfCodec.encodeCoordinate(Vivaldi.ORIGIN));
    }
    assertThat(a.serf.rtt("a", "b").orElseThrow().toMillis()).isBetween(35L, 45L);
    Coordinate far = new Coordinate(Vector.of(0.3, 0.4, 0, 0, 0, 0, 0, 0), 1, 0, 0.001);
    acked("c", SerfCodec.encodeCoordinate(far));
    assertThat(a.serf.rtt("b", "c").orElseThrow().toMillis()).isEqualTo(501);
    assertThat(a.serf.rtt("b", "c")).isEqualTo(a.serf.rtt("c", "b"));
    assertThat(a.serf.rtt("a", "x")).isEmpty();
  }

  @Test
  void an_ack_without_a_coordinate_is_no_fault() {
    acked("b", Bytes.EMPTY);
    assertThat(a.serf.coordinates()).doesNotContainKey("b");
    assertThat(a.serf.dropped(SerfDrop.MALFORMED)).isZero();
  }

  @Test
  void a_coordinate_that_cannot_be_read_is_counted() {
    acked("b", Bytes.wrap(new byte[] {2, (byte) 0x80}));
    acked("b", Bytes.wrap(new byte[] {1, (byte) 0x84}));
    assertThat(a.serf.dropped(SerfDrop.MALFORMED)).isEqualTo(2);
    assertThat(a.serf.coordinates()).containsEntry("a", Vivaldi.ORIGIN);
  }

  @Test
  void a_member_that_is_forgotten_takes_its_coordinate_with_it() {
    acked("b", SerfCodec.encodeCoordinate(Vivaldi.ORIGIN));
    a.swim.down(a.nowNanos, "b", SwimState.DEAD);
    assertThat(a.serf.coordinates()).containsKey("b");
    a.serf.forceLeave(a.nowNanos, "b", true);
    assertThat(a.serf.coordinates()).doesNotContainKey("b");
  }
}
