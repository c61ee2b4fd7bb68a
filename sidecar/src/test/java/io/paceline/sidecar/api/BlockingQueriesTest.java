package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Driven by a clock and ticks of its own. */
class BlockingQueriesTest {
  private final FakeAgent agent = new FakeAgent("n", Map.of(), Map.of());
  private final Queue<Runnable> ticks = new ArrayDeque<>();
  private long nanos = Long.MAX_VALUE - 1; // wraps: only differences count
  private final BlockingQueries queries = new BlockingQueries(agent, () -> nanos, ticks::add);

  @Test
  void read_without_an_index_or_with_an_older_one_is_answered_at_once() {
    assertThat(ask(Map.of())).isCompleted();
    register("web");
    assertThat(ask(Map.of("index", List.of("1")))).isCompleted();
    assertThat(ticks).isEmpty();
  }

  @Test
  void read_is_held_until_its_service_changes() {
    CompletableFuture<HttpReply> held = ask(current("10m"));
    tick();
    assertThat(held).isNotCompleted();
    register("other");
    tick();
    assertThat(held).isNotCompleted();
    register("web");
    tick();
    assertThat(held).isCompleted();
    assertThat(ticks).as("nobody waits, so nobody ticks").isEmpty();
  }

  @Test
  void read_is_answered_when_its_wait_is_over() {
    CompletableFuture<HttpReply> held = ask(current("1s"));
    nanos += Duration.ofSeconds(1).toNanos() - 1;
    tick();
    assertThat(held).isNotCompleted();
    nanos += 1;
    tick();
    assertThat(held).isCompleted();
  }

  @Test
  void wait_is_at_most_ten_minutes() {
    CompletableFuture<HttpReply> held = ask(current("9999h"));
    nanos += BlockingQueries.WAIT_MAX.toNanos();
    tick();
    assertThat(held).isCompleted();
  }

  @Test
  void index_from_another_life_is_answered_at_once_so_that_the_client_begins_anew() {
    assertThat(ask(Map.of("index", List.of("18446744073709551615")))).isCompleted();
    assertThat(ask(Map.of("index", List.of("4711")))).isCompleted();
  }

  @ParameterizedTest
  @CsvSource({
    "zork,1s,Invalid index", "-3,1s,Invalid index", "1,5,Invalid wait time",
    "1,zork,Invalid wait time", "1,-1s,Invalid wait time", "1,1s5,Invalid wait time"
  })
  void mistakes_are_refused(String index, String wait, String reason) {
    assertThatThrownBy(() -> ask(Map.of("index", List.of(index), "wait", List.of(wait))))
        .isInstanceOf(HttpProblem.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @CsvSource({"1s,1000", "1m30s,90000", "500ms,500", "1.5h,5400000", "0,0", "10m0s,600000"})
  void durations_are_read_as_go_writes_them(String text, long millis) {
    assertThat(GoDuration.parse(text)).contains(Duration.ofMillis(millis));
  }

  private Map<String, List<String>> current(String wait) {
    String index = Long.toString(CatalogRead.index(agent.catalog()));
    return Map.of("index", List.of(index), "wait", List.of(wait));
  }

  private CompletableFuture<HttpReply> ask(Map<String, List<String>> query) {
    HttpCall call = new HttpCall("GET", "/v1/health/service/web", "web", query, Bytes.EMPTY);
    return queries
        .answer(call, c -> HttpReply.text(200, "read"), now -> now.service("web"))
        .toCompletableFuture();
  }

  private void register(String name) {
    agent.register(ServiceInstance.builder(name).build()).join();
  }

  private void tick() {
    Runnable tick = ticks.poll();
    assertThat(tick).as("a held read needs a tick").isNotNull();
    tick.run();
  }
}
