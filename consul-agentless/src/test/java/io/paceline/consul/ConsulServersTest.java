package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.paceline.consul.ConsulException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which server is asked, and which next. */
final class ConsulServersTest {
  private static final ConsulRequest READ =
      ConsulRequest.get(Duration.ofSeconds(1), "status", "leader");

  private final VirtualClock clock = new VirtualClock();
  private final Map<String, Integer> statuses = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** Each host answers with its status; 0 stands for no answer at all. */
  private final ConsulTransport transport =
      new ConsulTransport() {
        @Override
        public ConsulResponse execute(
            ConsulAddress server, ConsulRequest request, Cancellation cancellation)
            throws ConsulException {
          asked.add(server.host());
          int status = statuses.getOrDefault(server.host(), 200);
          if (status == 0) {
            throw new ConsulException(Kind.UNREACHABLE, server + ": refused");
          }
          return new ConsulResponse(status, server.host(), ConsulResponse.Headers.NONE);
        }

        @Override
        public void close() {}
      };

  private final ConsulServers servers = servers(1);

  private ConsulServers servers(long seed) {
    return new ConsulServers(
        ConsulConfig.of("a", "b", "c"), transport, clock, new SplittableRandom(seed));
  }

  private Kind failure() {
    return catchThrowableOfType(ConsulException.class, () -> servers.call(READ)).kind();
  }

  @Test
  void first_server_is_a_random_one() throws ConsulException {
    Set<String> first = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      asked.clear();
      servers(seed).call(READ);
      first.add(asked.get(0));
    }
    assertThat(first).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void next_server_is_asked_while_that_may_help() throws ConsulException {
    statuses.put("a", 0);
    statuses.put("b", 500);
    assertThat(servers.call(READ).body()).isEqualTo("c");
    statuses.put("c", 429);
    asked.clear();
    failure();
    assertThat(asked).as("each at most once").doesNotHaveDuplicates();
  }

  @Test
  void what_no_other_server_would_answer_better_is_asked_once() {
    for (int status : new int[] {400, 403, 404, 409, 503, 307}) {
      List.of("a", "b", "c").forEach(host -> statuses.put(host, status));
      asked.clear();
      failure();
      assertThat(asked).as("%d", status).hasSize(1);
    }
  }

  @Test
  void server_that_failed_is_left_alone_and_tried_again_later() throws ConsulException {
    statuses.put("a", 0);
    for (int i = 0; i < 20; i++) {
      servers.call(READ);
    }
    assertThat(asked.stream().filter("a"::equals).count()).isEqualTo(1);
    statuses.clear();
    clock.advance(Duration.ofSeconds(6));
    asked.clear();
    for (int i = 0; i < 20; i++) {
      servers.call(READ);
    }
    assertThat(asked).contains("a");
  }

  @Test
  void server_without_a_leader_is_not_at_fault_itself() {
    List.of("a", "b", "c").forEach(host -> statuses.put(host, 500));
    assertThat(failure()).isEqualTo(Kind.SERVER_ERROR);
    asked.clear();
    failure();
    assertThat(asked).hasSize(3);
  }

  @Test
  void one_server_is_tried_even_when_all_have_failed() throws ConsulException {
    List.of("a", "b", "c").forEach(host -> statuses.put(host, 0));
    assertThat(failure()).isEqualTo(Kind.UNREACHABLE);
    asked.clear();
    assertThat(failure()).isEqualTo(Kind.UNREACHABLE);
    assertThat(asked).hasSize(1);
    statuses.clear();
    assertThat(servers.call(READ).isSuccess()).isTrue();
  }

  @Test
  void learnt_servers_come_and_go_and_configured_ones_stay() {
    servers.learn(List.of(ConsulAddress.parse("d"), ConsulAddress.parse("a")));
    assertThat(servers.addresses())
        .extracting(ConsulAddress::host)
        .containsExactly("a", "b", "c", "d");
    servers.learn(List.of());
    assertThat(servers.addresses()).extracting(ConsulAddress::host).containsExactly("a", "b", "c");
  }

  @Test
  void field_that_the_servers_do_not_know_is_dropped_if_it_may_be() {
    ConsulException e =
        new ConsulException(
            Kind.REJECTED, "Request decode failed: json: unknown field \"Weights\"");
    assertThat(servers.dropsUnknownField(e, Set.of("SessionName"))).isFalse();
    assertThat(servers.knowsField("Weights")).isTrue();
    assertThat(servers.dropsUnknownField(e, OwnNode.DROPPABLE)).isTrue();
    assertThat(servers.knowsField("Weights")).isFalse();
  }
}
