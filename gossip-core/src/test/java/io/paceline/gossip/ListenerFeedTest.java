package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.MembershipEvent.Failed;
import io.paceline.gossip.MembershipEvent.Joined;
import io.paceline.gossip.MembershipEvent.Updated;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ListenerFeedTest {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Object> heard = new ArrayList<>();
  private final ListenerFeed feed = new ListenerFeed(new Recorder(), tasks::add, closed -> {});

  private final class Recorder implements MembershipListener {
    @Override
    public void onMembership(MembershipEvent event) {
      heard.add(event);
    }

    @Override
    public void onUserEvent(UserEvent event) {
      heard.add(event);
    }
  }

  private static Member member(String name, long incarnation) {
    return new Member(
        name,
        new PeerAddress(InetAddress.getLoopbackAddress(), 1),
        Map.of(),
        MemberStatus.ALIVE,
        false,
        Versions.SERF,
        incarnation);
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void events_are_told_in_order_by_one_task_at_a_time() {
    feed.offer(new Joined(member("b", 1)));
    feed.offer(new Updated(member("b", 2)));
    assertThat(tasks).hasSize(1);

    runAll();
    feed.offer(new Failed(member("b", 2)));
    runAll();

    assertThat(heard)
        .containsExactly(
            new Joined(member("b", 1)), new Updated(member("b", 2)), new Failed(member("b", 2)));
  }

  /** A member that is new to the listener stays new; one that failed is not shown as joined. */
  @Test
  void what_a_blocked_listener_misses_is_folded_by_member() {
    feed.offer(new Joined(member("b", 0)));
    feed.offer(new Joined(member("c", 0)));
    for (int i = 1; i <= 10 * ListenerFeed.EVENTS_MAX; i++) {
      feed.offer(new Updated(member("b", i)));
    }
    feed.offer(new Failed(member("c", 1)));

    runAll();

    assertThat(heard).hasSizeLessThanOrEqualTo(ListenerFeed.EVENTS_MAX + 1);
    assertThat(heard.get(0)).isInstanceOf(Joined.class);
    assertThat(heard.get(heard.size() - 1)).isEqualTo(new Failed(member("c", 1)));
    assertThat(heard.get(heard.size() - 2))
        .isEqualTo(new Updated(member("b", 10 * ListenerFeed.EVENTS_MAX)));
  }

  @Test
  void of_too_many_user_events_the_newest_are_kept() {
    int count = 10 * ListenerFeed.EVENTS_MAX;
    for (int i = 1; i <= count; i++) {
      feed.offer(new UserEvent(i, "tick", Bytes.EMPTY, false));
    }

    runAll();

    assertThat(heard).hasSizeBetween(ListenerFeed.USER_EVENTS_MAX, ListenerFeed.EVENTS_MAX);
    assertThat(heard.get(heard.size() - 1))
        .isEqualTo(new UserEvent(count, "tick", Bytes.EMPTY, false));
  }

  @Test
  void a_closed_feed_is_silent() {
    feed.offer(new Joined(member("b", 1)));
    feed.close();
    feed.offer(new Joined(member("c", 1)));

    runAll();

    assertThat(heard).isEmpty();
  }
}
