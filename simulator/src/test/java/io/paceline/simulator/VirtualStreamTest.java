package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.swim.StreamId;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualStreamTest {
  private static final UserMessage MESSAGE = new UserMessage(Bytes.utf8("hello"));
  private static final StreamId FIRST = new StreamId(true, 1);

  private FakeWorld world = pair(NetworkOptions.calm());

  @Test
  void a_request_is_answered_and_the_stream_closed_by_the_one_who_answered() {
    world.engine("b").answersStreams = true;
    open();
    world.simulation.run(Duration.ofMinutes(1));
    assertThat(streamInputs("b")).containsExactly("USER as request");
    assertThat(streamInputs("a"))
        .containsExactly("USER as answer", "own stream closed: CLOSED_BY_PEER");
  }

  @Test
  void what_was_sent_before_a_close_still_arrives() {
    world.act(
        "a",
        out -> {
          out.openStream(FIRST, world.simulation.node("b").address(), MESSAGE);
          out.closeStream(FIRST);
        });
    world.simulation.run(Duration.ofMinutes(1));
    assertThat(streamInputs("b"))
        .containsExactly("USER as request", "peer's stream closed: CLOSED_BY_PEER");
    assertThat(streamInputs("a")).isEmpty();
  }

  @Test
  void a_crashed_process_refuses_and_a_dark_machine_lets_the_opener_wait() {
    world.simulation.node("b").crash(true);
    open();
    world.simulation.run(Duration.ofMillis(100));
    assertThat(streamInputs("a")).containsExactly("own stream closed: CONNECT_FAILED");

    world = pair(NetworkOptions.calm());
    world.simulation.node("b").crash(false);
    open();
    world.simulation.run(Duration.ofMillis(9_999));
    assertThat(streamInputs("a")).isEmpty();
    world.simulation.run(Duration.ofMillis(1));
    assertThat(streamInputs("a")).containsExactly("own stream closed: TIMED_OUT");
  }

  @Test
  void a_peer_that_never_answers_times_out_on_both_sides() {
    open();
    world.simulation.run(Duration.ofMinutes(1));
    assertThat(streamInputs("a")).containsExactly("own stream closed: TIMED_OUT");
    assertThat(streamInputs("b"))
        .containsExactly("USER as request", "peer's stream closed: TIMED_OUT");
  }

  @Test
  void a_crash_during_the_exchange_breaks_it() {
    open();
    world.simulation.run(Duration.ofMillis(100));
    world.simulation.node("b").crash(true);
    world.simulation.run(Duration.ofMillis(100));
    assertThat(streamInputs("a")).containsExactly("own stream closed: IO_ERROR");
  }

  @Test
  void a_paused_peer_takes_the_request_when_it_resumes() {
    world.simulation.node("b").pause();
    open();
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(streamInputs("b")).isEmpty();
    world.simulation.node("b").resume();
    assertThat(streamInputs("b")).containsExactly("USER as request");
  }

  @Test
  void a_restarted_node_hears_nothing_of_the_streams_of_its_former_life() {
    open();
    world.simulation.node("a").crash(true);
    world.simulation.node("a").start(List.of());
    world.simulation.run(Duration.ofMinutes(1));
    assertThat(world.engine("a").inputs).containsExactly("start");
  }

  @Test
  void a_stream_that_breaks_does_so_before_the_request_after_it_or_before_the_reply() {
    world = pair(new NetworkOptions(Duration.ofMillis(1), Duration.ZERO, 0, 0, 0, 1));
    world.engine("b").answersStreams = true;
    for (int i = 1; i <= 100; i++) {
      StreamId id = new StreamId(true, i);
      world.act("a", out -> out.openStream(id, world.simulation.node("b").address(), MESSAGE));
    }
    world.simulation.run(Duration.ofMinutes(1));
    assertThat(streamInputs("a").stream().filter(input -> input.startsWith("own stream closed")))
        .hasSize(100);
    assertThat(streamInputs("a")).contains("own stream closed: IO_ERROR");
    assertThat(streamInputs("b")).hasSizeBetween(40, 90);
  }

  @Test
  void lost_segments_cost_time_but_nothing_is_lost_or_doubled() {
    world = pair(new NetworkOptions(Duration.ofMillis(1), Duration.ZERO, 0.2, 0.5, 0.5, 0));
    world.engine("b").answersStreams = true;
    open();
    world.simulation.run(Duration.ofSeconds(9));
    assertThat(streamInputs("b")).containsExactly("USER as request");
    assertThat(streamInputs("a"))
        .containsExactly("USER as answer", "own stream closed: CLOSED_BY_PEER");
  }

  private static FakeWorld pair(NetworkOptions options) {
    FakeWorld world = new FakeWorld(options);
    world.up("a");
    world.up("b");
    return world;
  }

  private void open() {
    world.act("a", out -> out.openStream(FIRST, world.simulation.node("b").address(), MESSAGE));
  }

  private List<String> streamInputs(String name) {
    return world.engine(name).inputs.stream()
        .filter(input -> input.contains("USER") || input.contains("stream"))
        .toList();
  }
}
