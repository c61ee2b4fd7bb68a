package io.paceline.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order and the end of news (wire reference, section 6.6). */
class BroadcastQueueTest {
  private final MessageSizer sizer = new TestEngine.TestSizer();
  private final BroadcastQueue queue = new BroadcastQueue(sizer, 100);

  @Test
  void each_piece_of_news_is_sent_as_often_as_its_limit_and_no_more() {
    BroadcastQueue.Broadcast broadcast = queue.add("b", new Suspect(1, "b", "c"));
    assertThat(fill(3)).hasSize(1);
    assertThat(fill(3)).hasSize(1);
    assertThat(broadcast.isFinished()).isFalse();
    assertThat(fill(3)).hasSize(1);
    assertThat(broadcast.isFinished()).isTrue();
    assertThat(fill(3)).isEmpty();
  }

  @Test
  void news_about_a_member_replace_older_news_about_it() {
    BroadcastQueue.Broadcast older = queue.add("b", new Suspect(1, "b", "c"));
    queue.add("b", new Dead(1, "b", "c"));
    assertThat(older.isFinished()).isTrue();
    assertThat(fill(3)).containsExactly(new Dead(1, "b", "c"));
  }

  @Test
  void news_sent_least_go_first_then_the_longest_then_the_newest() {
    Message sentOnce = new Suspect(1, "once", "x");
    queue.add(null, sentOnce);
    fill(5);
    Message older = new Suspect(1, "older", "x");
    Message newer = new Suspect(1, "newer", "x");
    Message longest = alive(100);
    queue.add(null, older);
    queue.add(null, newer);
    queue.add(null, longest);
    assertThat(fill(5)).containsExactly(longest, newer, older, sentOnce);
  }

  @Test
  void what_does_not_fit_is_left_for_the_next_packet_and_shorter_news_take_its_place() {
    queue.add(null, alive(900));
    queue.add(null, alive(800));
    queue.add(null, new Suspect(1, "b", "c"));
    assertThat(fill(1)).containsExactly(alive(900), new Suspect(1, "b", "c"));
    assertThat(fill(1)).containsExactly(alive(800));
  }

  @Test
  void news_that_fit_no_packet_are_refused_at_the_source() {
    assertThatThrownBy(() -> queue.add("b", alive(1347)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1397");
    assertThat(queue.isEmpty()).isTrue();
    queue.add("b", alive(1346));
    assertThat(fill(1)).hasSize(1);
  }

  @Test
  void a_full_queue_drops_what_was_sent_most() {
    BroadcastQueue small = new BroadcastQueue(sizer, 2);
    BroadcastQueue.Broadcast first = small.add(null, new Suspect(1, "b", "c"));
    small.fill(new PacketBuilder(null, TestEngine.B, sizer), 9);
    small.add(null, new Suspect(1, "d", "c"));
    small.add(null, new Suspect(1, "e", "c"));
    assertThat(small.size()).isEqualTo(2);
    assertThat(first.isFinished()).isTrue();
  }

  @Test
  void a_packet_is_filled_as_by_a_walk_through_the_whole_queue() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      BroadcastQueue mixed = new BroadcastQueue(sizer, 100);
      List<Waiting> walked = new ArrayList<>();
      for (int packets = 0; packets < 12; packets++) {
        for (int added = random.nextInt(8); added > 0; added--) {
          Message message = alive(random.nextInt(1_300));
          mixed.add(null, message);
          walked.add(0, new Waiting(message, sizer.bytes(message), 0));
        }
        PacketBuilder packet = new PacketBuilder(null, TestEngine.B, sizer);
        mixed.fill(packet, 4);
        assertThat(packet.parts()).as("seed %s", seed).isEqualTo(walk(walked, 4));
      }
    }
  }

  /** What waits, newest first, and how often it was sent. */
  private record Waiting(Message message, int bytes, int transmits) {}

  /** The rule in its plainest form. */
  private List<Message> walk(List<Waiting> waiting, int transmitsMax) {
    List<Waiting> order = new ArrayList<>(waiting); // a stable sort keeps the newest first
    order.sort(
        Comparator.comparingInt(Waiting::transmits)
            .thenComparing(Comparator.comparingInt(Waiting::bytes).reversed()));
    PacketBuilder packet = new PacketBuilder(null, TestEngine.B, sizer);
    for (Waiting next : order) {
      if (next.bytes <= packet.remaining()) {
        packet.add(next.message, next.bytes);
        int place = waiting.indexOf(next);
        waiting.set(place, new Waiting(next.message, next.bytes, next.transmits + 1));
      }
    }
    waiting.removeIf(w -> w.transmits >= transmitsMax);
    return packet.parts();
  }

  private static Alive alive(int metaBytes) {
    return new Alive(1, "b", TestEngine.B, Bytes.wrap(new byte[metaBytes]), Versions.SERF);
  }

  private List<Message> fill(int transmitsMax) {
    PacketBuilder packet = new PacketBuilder(null, TestEngine.B, sizer);
    queue.fill(packet, transmitsMax);
    return packet.parts();
  }
}
