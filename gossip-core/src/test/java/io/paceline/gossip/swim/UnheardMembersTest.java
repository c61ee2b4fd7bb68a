package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.address;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member does when one that it does not know counts it as a member. */
class UnheardMembersTest {
  private static final PeerAddress X = address("x");
  private static final long GRACE_MILLIS = 1_000; // five gossip intervals on a LAN
  private static final long NEWS_SPREAD_MILLIS = 2_000; // nothing rides on acks any more

  private final TestEngine a = new TestEngine();

  private void probedBy(String name) {
    a.receive(address(name), new Ping(7, "a", name, address(name)));
  }

  /** With whom states were exchanged so far. */
  private List<PeerAddress> asked() {
    return a.out.opened.stream()
        .filter(opened -> opened.first() instanceof PushPull)
        .map(RecordingOutbox.Opened::to)
        .toList();
  }

  @Test
  void a_known_member_is_asked_who_it_is_that_probes_us() {
    a.knows("b");
    probedBy("x");
    a.passAcking(GRACE_MILLIS - 1);
    assertThat(asked()).as("the news may be under way").isEmpty();
    a.passAcking(1);
    assertThat(asked()).containsExactly(B);
  }

  @Test
  void nobody_is_asked_if_the_news_come_in_time() {
    a.knows("b");
    probedBy("x");
    a.receive(B, alive(1, "x"));
    a.passAcking(2 * GRACE_MILLIS);
    assertThat(asked()).isEmpty();
  }

  @Test
  void a_member_that_is_known_or_a_ping_for_anybody_is_no_sign() {
    a.knows("b");
    probedBy("b");
    a.receive(X, new Ping(7, "", "x", X));
    a.receive(X, new Ping(7, "a", "", null));
    a.passAcking(2 * GRACE_MILLIS);
    assertThat(asked()).isEmpty();
  }

  @Test
  void a_pretender_no_more_than_doubles_what_is_exchanged_anyway() {
    a.knows("b");
    int intervals = 20;
    for (int i = 0; i < 10 * 30 * intervals; i++) {
      probedBy("x");
      a.passAcking(100);
    }
    int first = 5; // 1, 2, 4, 8 and 16 seconds apart
    assertThat(asked()).hasSizeBetween(intervals + first, 2 * intervals + first);
  }

  @Test
  void who_was_forgotten_is_asked_for_promptly_again_once_one_was_found() {
    a.knows("b");
    probedBy("x");
    a.passAcking(GRACE_MILLIS);
    a.receive(B, alive(1, "x"));
    a.passAcking(GRACE_MILLIS);
    a.out.clear();
    probedBy("y");
    a.passAcking(GRACE_MILLIS);
    assertThat(asked()).hasSize(1);
  }

  @Test
  void one_that_is_held_for_dead_is_told_so_and_can_refute() {
    a.knows("b", "x");
    a.receive(B, new Dead(3, "x", "b"));
    a.passAcking(NEWS_SPREAD_MILLIS);
    a.out.clear();
    probedBy("x");
    assertThat(a.out.messagesTo(X, Dead.class)).containsExactly(new Dead(3, "x", "a"));

    TestEngine x = new TestEngine("x", SwimConfig.lan().withAuthenticated(true), 1).knows("a");
    x.receive(TestEngine.A, new Dead(3, "x", "a"));
    x.pass(200);
    assertThat(x.out.messages(Alive.class)).extracting(Alive::incarnation).contains(4L);
  }

  @Test
  void one_that_is_held_for_left_is_told_that_it_left() {
    a.knows("b", "x");
    a.receive(B, new Dead(3, "x", "x"));
    a.passAcking(NEWS_SPREAD_MILLIS);
    a.out.clear();
    probedBy("x");
    assertThat(a.out.messagesTo(X, Dead.class)).containsExactly(new Dead(3, "x", "x"));
  }

  @Test
  void nobody_else_is_told_and_nobody_too_often() {
    a.knows("b", "x");
    a.receive(B, new Dead(3, "x", "b"));
    a.passAcking(NEWS_SPREAD_MILLIS);
    a.out.clear();
    a.receive(address("z"), new Ping(7, "a", "x", X));
    assertThat(a.out.messages(Dead.class)).isEmpty();
    for (int i = 0; i < 100; i++) {
      probedBy("x");
    }
    assertThat(a.out.messagesTo(X, Dead.class)).hasSize(16);
  }
}
