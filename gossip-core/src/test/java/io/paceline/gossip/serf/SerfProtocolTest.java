package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SerfProtocolTest {
  private final TestSerf a = new TestSerf();

  @Test
  void packets_are_filled_with_intents_then_queries_then_events() {
    a.knows("b");
    a.receive(new UserEventMessage(3, "deploy", Bytes.EMPTY, false));
    a.receive(
        new QueryMessage(
            3, 1, TestSerf.B, "b", List.of(), 0, 0, 1_000_000_000, "load", Bytes.EMPTY));
    a.receive(new JoinIntent(3, "b"));
    assertThat(a.nextPacket())
        .extracting(message -> message.getClass().getSimpleName())
        .containsExactly("JoinIntent", "QueryMessage", "UserEventMessage");
  }

  @Test
  void each_piece_of_news_is_sent_as_often_as_the_cluster_is_large() {
    a.knows("b");
    a.receive(new JoinIntent(3, "b"));
    int packets = 0;
    while (a.serf.hasNews()) {
      assertThat(a.nextPacket()).hasSize(1);
      packets++;
    }
    assertThat(packets).as("4 × ceil(log10(2 + 1))").isEqualTo(4);
  }

  @Test
  void whatever_bytes_come_the_layer_lives_on() {
    long seed = System.nanoTime();
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[random.nextInt(60)];
      random.nextBytes(body);
      if (body.length > 1) {
        body[0] = (byte) random.nextInt(10);
        body[1] = (byte) (0x80 + random.nextInt(12));
      }
      a.receive(Bytes.wrap(body));
      a.serf.mergeState(a.nowNanos, Bytes.wrap(body), random.nextBoolean());
    }
    a.serf.fireEvent(a.nowNanos, "deploy", Bytes.EMPTY, false);
    a.pass(Duration.ofMinutes(10));
    assertThat(a.events.userEventNames()).as("seed %d", seed).contains("deploy");
  }
}
