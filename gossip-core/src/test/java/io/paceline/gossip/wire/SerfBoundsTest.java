package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.SerfState.Event;
import io.paceline.gossip.message.SerfState.EventsAt;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a message of the Serf layer may hold, at each bound and one beyond it. */
class SerfBoundsTest {
  private static void assertRead(SerfMessage message) throws WireFormatException {
    assertThat(SerfCodec.decode(SerfCodec.encode(message))).isEqualTo(message);
  }

  private static void assertTooLarge(SerfMessage message) {
    Bytes encoded = SerfCodec.encode(message);
    assertThatThrownBy(() -> SerfCodec.decode(encoded))
        .isInstanceOfSatisfying(
            WireFormatException.class,
            e -> assertThat(e.reason()).isEqualTo(WireFormatException.Reason.TOO_LARGE));
  }

  private static UserEventMessage eventOf(int encodedBytes) {
    int rest = SerfCodec.encode(new UserEventMessage(1, "e", payload(40_000), false)).size();
    return new UserEventMessage(1, "e", payload(40_000 + encodedBytes - rest), false);
  }

  private static Bytes payload(int bytes) {
    return Bytes.wrap(new byte[bytes]);
  }

  @Test
  void a_message_is_no_larger_than_a_datagram() throws WireFormatException {
    assertRead(eventOf(65_536));
    assertTooLarge(eventOf(65_537));
  }

  private static QueryMessage query(int filters) {
    return new QueryMessage(
        1,
        1,
        new PeerAddress(InetAddress.getLoopbackAddress(), 1),
        "n",
        Collections.nCopies(filters, payload(1)),
        0,
        0,
        1,
        "q",
        Bytes.EMPTY);
  }

  @Test
  void a_query_has_up_to_512_filters() throws WireFormatException {
    assertRead(query(512));
    assertTooLarge(query(513));
  }

  private static SerfState state(
      int statusTimes, int leftMembers, int slots, List<Event> eventsInEach) {
    Map<String, Long> times = new LinkedHashMap<>();
    IntStream.range(0, statusTimes).forEach(i -> times.put("n" + i, 1L));
    List<EventsAt> ring =
        IntStream.range(0, slots).mapToObj(i -> new EventsAt(i, eventsInEach)).toList();
    return new SerfState(1, times, Collections.nCopies(leftMembers, "n"), 1, ring, 1);
  }

  @Test
  void a_state_names_up_to_100_000_members_of_each_kind() throws WireFormatException {
    assertRead(state(100_000, 100_000, 0, List.of()));
    assertTooLarge(state(100_001, 0, 0, List.of()));
    assertTooLarge(state(0, 100_001, 0, List.of()));
  }

  @Test
  void a_state_holds_up_to_10_000_events_and_an_empty_slot_counts_as_one()
      throws WireFormatException {
    List<Event> two = Collections.nCopies(2, new Event("e", Bytes.EMPTY));
    assertRead(state(0, 0, 5_000, two));
    assertTooLarge(state(0, 0, 5_001, two));
    assertRead(state(0, 0, 10_000, List.of()));
    assertTooLarge(state(0, 0, 10_001, List.of()));
  }
}
