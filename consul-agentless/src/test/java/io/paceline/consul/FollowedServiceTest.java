package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The rules of blocking queries, in virtual time. */
final class FollowedServiceTest {
  private static final ConsulAddress A = ConsulAddress.parse("a");
  private static final ConsulAddress B = ConsulAddress.parse("b");
  private static final List<ServiceEntry> ONE = List.of(entry("web-1"));

  private static ConsulException broken() {
    return new ConsulException(Kind.UNREACHABLE, "EOF");
  }

  private final VirtualClock clock = new VirtualClock();
  private final FollowedService web = followed(ReadConsistency.STALE);

  private FollowedService followed(ReadConsistency consistency) {
    return new FollowedService(
        "web",
        consistency,
        Duration.ofSeconds(30),
        ConsulConfig.Timeouts.DEFAULT,
        new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30), new SplittableRandom(1)),
        clock.getAsLong());
  }

  private static ServiceEntry entry(String id) {
    return new ServiceEntry(
        ServiceInstance.builder("web").id(id).node("n").build(),
        new NodeEntry("n", "10.0.0.1", "dc1", Map.of(), Map.of()));
  }

  private static ConsulResponse.Headers index(long index) {
    return headers(index, true, 0, false);
  }

  private static ConsulResponse.Headers headers(
      long index, boolean leader, long lastContact, boolean filtered) {
    return new ConsulResponse.Headers(
        index < 0 ? OptionalLong.empty() : OptionalLong.of(index),
        Optional.of(leader),
        OptionalLong.of(lastContact),
        filtered,
        OptionalLong.empty());
  }

  private boolean answer(ConsulResponse.Headers headers, List<ServiceEntry> found)
      throws ConsulException {
    return web.onAnswer(clock.getAsLong(), headers, found);
  }

  @Test
  void first_query_does_not_block_and_later_ones_go_on_at_the_index() throws ConsulException {
    assertThat(web.next(A, true).target()).isEqualTo("/v1/health/service/web?stale");
    answer(index(42), ONE);
    assertThat(web.next(A, true).target())
        .isEqualTo("/v1/health/service/web?stale&index=42&wait=55000ms");
    assertThat(web.next(A, true).deadline()).isGreaterThan(Duration.ofMillis(55_000 * 17 / 16));
  }

  @Test
  void index_that_goes_backwards_is_missing_or_zero_does_not_block_for_ever()
      throws ConsulException {
    web.next(A, true);
    answer(index(42), ONE);
    answer(index(7), ONE);
    assertThat(web.next(A, true).isBlocking()).isFalse();
    answer(index(0), ONE);
    assertThat(web.next(A, true).target()).contains("index=1&");
    answer(headers(-1, true, 0, false), ONE);
    assertThat(web.next(A, true).isBlocking()).isFalse();
  }

  @Test
  void index_of_one_server_is_never_shown_to_another() throws ConsulException {
    web.next(A, true);
    answer(index(42), ONE);
    assertThat(web.next(B, true).isBlocking()).isFalse();
  }

  @Test
  void failure_loses_nothing_that_was_known_and_starts_over() throws ConsulException {
    web.next(A, true);
    assertThat(answer(index(42), ONE)).isTrue();
    web.onFailure(0, broken());
    assertThat(web.next(A, true).isBlocking()).isFalse();
    assertThat(answer(index(50), ONE)).as("the same content is no news").isFalse();
  }

  @Test
  void overloaded_server_is_asked_on_where_it_was() throws ConsulException {
    web.next(A, true);
    answer(index(42), ONE);
    web.onFailure(0, new ConsulException(Kind.OVERLOADED, "503"));
    assertThat(web.next(A, true).target()).contains("index=42");
  }

  @Test
  void no_fault_whatever_makes_more_than_two_requests_a_second() {
    for (Kind kind : Kind.values()) {
      FollowedService failing = followed(ReadConsistency.STALE);
      long end = clock.getAsLong() + Duration.ofMinutes(5).toNanos();
      int requests = 0;
      while (clock.getAsLong() - end < 0) {
        requests++;
        long least = failing.onFailure(0, new ConsulException(kind, "at once"));
        clock.to(clock.getAsLong() + Math.max(least, failing.reserve(clock.getAsLong())));
      }
      assertThat(requests).as("%s", kind).isBetween(5, 2 * 300);
    }
  }

  @Test
  void list_that_becomes_empty_at_once_must_be_confirmed() throws ConsulException {
    assertThat(web.needsConfirmation(List.of())).as("empty from the start").isFalse();
    answer(index(1), ONE);
    assertThat(web.needsConfirmation(List.of())).isTrue();
    assertThat(web.confirmation().target()).isEqualTo("/v1/health/service/web?consistent");
  }

  @Test
  void list_that_acls_have_emptied_is_no_answer() throws ConsulException {
    answer(index(1), ONE);
    assertThatThrownBy(() -> answer(headers(2, true, 0, true), List.of()))
        .isInstanceOfSatisfying(
            ConsulException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
    assertThat(answer(index(3), ONE)).as("what was known is still known").isFalse();
  }

  @Test
  void server_that_answers_at_once_is_asked_at_most_twice_a_second_and_then_every_15_s()
      throws ConsulException {
    int requests = 0;
    int inFirstMinute = 0;
    while (clock.elapsed().compareTo(Duration.ofMinutes(3)) < 0) {
      clock.advance(Duration.ofNanos(web.reserve(clock.getAsLong())));
      web.next(A, true);
      answer(index(7), ONE);
      requests++;
      inFirstMinute += clock.elapsed().compareTo(Duration.ofMinutes(1)) < 0 ? 1 : 0;
    }
    assertThat(inFirstMinute).isBetween(10, 20);
    assertThat(requests).isBetween(20, 50);
  }

  @Test
  void connection_cut_twice_after_the_same_time_shortens_the_wait() throws ConsulException {
    Duration cut = Duration.ofSeconds(30);
    for (int i = 0; i < 2; i++) {
      web.next(A, true);
      answer(index(42), ONE);
      assertThat(web.next(A, true).target()).contains("wait=55000ms");
      web.onFailure(cut.toNanos(), broken());
    }
    web.next(A, true);
    answer(index(42), ONE);
    assertThat(web.next(A, true).target()).contains("wait=24000ms");
  }

  @Test
  void wait_is_not_shortened_below_10_s_nor_by_a_server_that_just_goes_down()
      throws ConsulException {
    for (long seconds : new long[] {6, 6, 6, 6, 1, 1, 0, 0}) {
      web.next(A, true);
      answer(index(42), ONE);
      web.next(A, true);
      web.onFailure(Duration.ofSeconds(seconds).toNanos(), broken());
    }
    web.next(A, true);
    answer(index(42), ONE);
    assertThat(web.next(A, true).target()).contains("wait=10000ms");
  }

  @Test
  void view_is_stale_when_the_server_is_behind_or_has_no_leader() throws ConsulException {
    answer(headers(1, true, 29_000, false), ONE);
    assertThat(web.freshness(clock.getAsLong()).stale()).isFalse();
    answer(headers(1, true, 31_000, false), ONE);
    assertThat(web.freshness(clock.getAsLong()).stale()).isTrue();
    assertThat(web.shouldMove()).isTrue();
    answer(headers(1, false, 0, false), ONE);
    assertThat(web.freshness(clock.getAsLong()).stale()).isTrue();
  }

  @Test
  void known_leader_means_nothing_on_a_default_read() throws ConsulException {
    FollowedService fresh = followed(ReadConsistency.DEFAULT);
    fresh.onAnswer(clock.getAsLong(), headers(1, false, 0, false), ONE);
    assertThat(fresh.freshness(clock.getAsLong()).stale()).isFalse();
  }

  @Test
  void view_ages_while_servers_are_away_and_counts_as_stale_after_max_stale()
      throws ConsulException {
    answer(index(1), ONE);
    web.onFailure(0, broken());
    clock.advance(Duration.ofSeconds(20));
    assertThat(web.freshness(clock.getAsLong()))
        .isEqualTo(new Freshness(true, Duration.ofSeconds(20), false, Optional.of("EOF")));
    clock.advance(Duration.ofSeconds(20));
    assertThat(web.freshness(clock.getAsLong()).stale()).isTrue();
    answer(index(2), ONE);
    assertThat(web.freshness(clock.getAsLong()))
        .isEqualTo(new Freshness(true, Duration.ZERO, false, Optional.empty()));
  }
}
