package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Ping;
import org.junit.jupiter.api.Test;

/** How news travel (SWIM section 4.1; wire reference, section 6.6). */
class DisseminationTest {
  private final TestEngine a = new TestEngine();

  @Test
  void news_ride_on_an_ack_that_leaves_anyway() {
    a.receive(B, alive(1, "b"));
    a.receive(B, new Ping(7, "a", "b", null));
    RecordingOutbox.Packet packet = a.out.packets.get(0);
    assertThat(packet.parts().get(0)).isInstanceOf(Ack.class);
    assertThat(packet.parts()).contains(alive(1, "a"), alive(1, "b"));
  }

  @Test
  void news_are_gossiped_within_one_interval() {
    a.receive(B, alive(1, "b"));
    a.pass(200);
    assertThat(a.out.messagesTo(B, Alive.class)).contains(alive(1, "b"));
  }

  @Test
  void each_piece_of_news_leaves_at_most_as_often_as_the_retransmit_limit() {
    a.receive(B, alive(1, "b"));
    a.pass(30_000);
    long sent = a.out.messages(Alive.class).stream().filter(m -> m.node().equals("b")).count();
    assertThat(sent).isEqualTo(SwimMath.retransmitLimit(4, 2));
  }

  @Test
  void without_news_no_gossip_leaves() {
    a.knows("b");
    a.pass(30_000);
    a.out.clear();
    a.pass(30_000);
    assertThat(a.out.messages()).allMatch(m -> m instanceof Ping);
  }

  @Test
  void the_recently_dead_are_told_so_that_they_can_refute_but_those_who_left_are_not() {
    a.knows("b", "c");
    a.receive(C, new Dead(1, "b", "c"));
    a.receive(C, new Dead(1, "c", "c"));
    a.pass(2_000);
    assertThat(a.out.messagesTo(B, Dead.class)).contains(new Dead(1, "b", "c"));
    assertThat(a.out.packets).noneMatch(p -> p.to().equals(C));
  }

  /** With two of three peers dead, two transmissions would often reach nobody who is alive. */
  @Test
  void what_the_dead_are_told_takes_nothing_from_the_living() {
    a.knows("b", "c", "d");
    a.receive(B, new Dead(1, "c", "b"));
    a.receive(B, new Dead(1, "d", "b"));
    a.pass(5_000);
    a.out.clear();

    a.receive(B, alive(7, "e"));
    a.pass(10_000);

    long toTheLiving =
        a.out.messagesTo(B, Alive.class).stream().filter(m -> m.node().equals("e")).count();
    long toAll = a.out.messages(Alive.class).stream().filter(m -> m.node().equals("e")).count();
    assertThat(toTheLiving).isPositive();
    assertThat(toAll).isGreaterThan(SwimMath.retransmitLimit(4, 5));
  }

  @Test
  void gossip_is_checksummed_for_members_that_understand_it() {
    a.knows("b");
    a.pass(200);
    assertThat(a.out.packets)
        .filteredOn(p -> p.parts().get(0) instanceof Alive)
        .isNotEmpty()
        .allMatch(RecordingOutbox.Packet::checksum);
  }
}
