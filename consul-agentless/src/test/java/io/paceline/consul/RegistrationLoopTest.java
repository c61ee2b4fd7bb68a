package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** A registration against a server in memory, in virtual time. */
final class RegistrationLoopTest {
  private static final RegistrationConfig CONFIG =
      RegistrationConfig.of("web-1", "10.0.0.1").withExpectedProcesses(1);
  private static final RegistrationConfig POOLED = CONFIG.withLanPoolNode("7");
  private static final String NODE = "paceline-web-1";
  private static final String LIVENESS = "web-1:liveness";

  private final VirtualClock clock = new VirtualClock();
  private final FakeConsul consul = new FakeConsul(clock);
  private RegistrationLoop loop = newLoop(1);

  private RegistrationLoop newLoop(long seed) {
    return new RegistrationLoop(consul.servers(seed), CONFIG, clock.getAsLong());
  }

  private static ServiceInstance service(String id) {
    return ServiceInstance.builder("web").id(id).node(NODE).port(80).build();
  }

  private void want(ServiceInstance... instances) {
    Map<String, ServiceInstance> wanted = new LinkedHashMap<>();
    for (ServiceInstance instance : instances) {
      wanted.put(instance.id(), instance);
    }
    loop.want(wanted);
  }

  /** Lets time pass, with a tick whenever the loop asked for one. */
  private void run(Duration time) {
    long end = clock.getAsLong() + time.toNanos();
    while (true) {
      long next = loop.tick(clock.getAsLong());
      if (next - end >= 0) {
        clock.to(end);
        return;
      }
      assertThat(next - clock.getAsLong()).as("the loop must not spin").isPositive();
      clock.to(next);
    }
  }

  private long count(String request) {
    return consul.requests.stream().filter(r -> r.startsWith(request)).count();
  }

  @Test
  void one_service_is_registered_with_one_put_and_a_session_turns_it_passing() {
    want(service("a"));
    run(Duration.ofSeconds(2));
    assertThat(consul.services(NODE)).containsExactly("a");
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("passing");
    assertThat(count("PUT /v1/catalog/register")).isEqualTo(1);
    assertThat(consul.raftEntries).as("the registration and the session").isEqualTo(2);
    assertThat(loop.has(service("a"))).isTrue();
  }

  @Test
  void many_services_take_one_put_and_one_transaction() {
    ServiceInstance[] many = new ServiceInstance[60];
    for (int i = 0; i < many.length; i++) {
      many[i] = service("s" + i);
    }
    want(many);
    run(Duration.ofSeconds(2));
    assertThat(consul.services(NODE)).hasSize(60);
    assertThat(consul.raftEntries).isEqualTo(3);
  }

  @Test
  void idle_registration_writes_nothing_and_keeps_its_session() {
    want(service("a"));
    run(Duration.ofSeconds(2));
    int before = consul.raftEntries;
    run(Duration.ofMinutes(30));
    assertThat(consul.raftEntries).isEqualTo(before);
    assertThat(count("PUT /v1/session/renew")).isBetween(150L, 210L);
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("passing");
  }

  @Test
  void same_service_again_is_not_written_again() {
    want(service("a"));
    run(Duration.ofSeconds(2));
    int before = consul.raftEntries;
    want(service("a"));
    run(Duration.ofSeconds(2));
    assertThat(consul.raftEntries).isEqualTo(before);
  }

  @Test
  void change_leaves_the_node_as_it_is_and_costs_one_entry() {
    want(service("a"));
    run(Duration.ofSeconds(2));
    int before = consul.raftEntries;
    want(service("a").toBuilder().port(81).build());
    run(Duration.ofSeconds(2));
    assertThat(consul.raftEntries).isEqualTo(before + 1);
    assertThat(loop.incarnation()).isEqualTo(1);
  }

  @Test
  void service_that_is_no_longer_wanted_is_deregistered() {
    want(service("a"), service("b"));
    run(Duration.ofSeconds(2));
    want(service("b"));
    run(Duration.ofSeconds(2));
    assertThat(consul.services(NODE)).containsExactly("b");
  }

  @Test
  void service_check_is_written_without_its_output() {
    Check check = new Check("c", "n", HealthStatus.WARNING, "", "", "at 12:01");
    want(service("a").toBuilder().checks(List.of(check)).build());
    run(Duration.ofMinutes(2));
    assertThat(consul.status(NODE, "a:c")).isEqualTo("warning");
    assertThat(consul.raftEntries).isEqualTo(2);
  }

  @Test
  void node_that_was_lost_is_written_again_within_40_s() throws ConsulException {
    want(service("a"));
    run(Duration.ofSeconds(2));
    consul.put("catalog/deregister", "{\"Node\":\"" + NODE + "\"}");
    run(Duration.ofSeconds(40));
    assertThat(consul.services(NODE)).containsExactly("a");
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("passing");
  }

  @Test
  void service_that_somebody_removed_or_changed_is_repaired() throws ConsulException {
    want(service("a"), service("b"));
    run(Duration.ofSeconds(2));
    consul.put("catalog/deregister", "{\"Node\":\"" + NODE + "\",\"ServiceID\":\"a\"}");
    consul.put(
        "catalog/register",
        "{\"Node\":\""
            + NODE
            + "\",\"SkipNodeUpdate\":true,"
            + "\"Service\":{\"ID\":\"b\",\"Service\":\"web\",\"Port\":6}}");
    run(Duration.ofSeconds(80));
    assertThat(consul.services(NODE)).containsExactly("a", "b");
    int before = consul.raftEntries;
    run(Duration.ofMinutes(5));
    assertThat(consul.raftEntries).as("repaired once").isEqualTo(before);
    assertThat(loop.incarnation()).as("no reason to claim the node again").isEqualTo(1);
  }

  @Test
  void what_others_put_on_the_node_is_removed() throws ConsulException {
    want(service("a"));
    run(Duration.ofSeconds(2));
    consul.put(
        "catalog/register",
        "{\"Node\":\""
            + NODE
            + "\",\"SkipNodeUpdate\":true,"
            + "\"Service\":{\"ID\":\"x\",\"Service\":\"x\"},"
            + "\"Checks\":[{\"CheckID\":\"y\",\"Status\":\"passing\"}]}");
    run(Duration.ofSeconds(40));
    assertThat(consul.services(NODE)).containsExactly("a");
    assertThat(consul.status(NODE, "y")).isEqualTo("none");
  }

  @Test
  void member_that_was_declared_dead_refutes_under_a_higher_incarnation() throws ConsulException {
    want(service("a"));
    run(Duration.ofSeconds(2));
    consul.put(
        "catalog/register",
        "{\"Node\":\""
            + NODE
            + "\",\"SkipNodeUpdate\":true,\"Checks\":[{\"CheckID\":\""
            + LIVENESS
            + "\",\"Status\":\"critical\"}]}");
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("critical");
    run(Duration.ofSeconds(12));
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("passing");
    assertThat(consul.meta(NODE)).containsEntry("incarnation", "2");
  }

  @Test
  void silent_process_turns_critical_by_its_session() throws ConsulException {
    want(service("a"));
    run(Duration.ofSeconds(2));
    clock.advance(Duration.ofSeconds(75));
    consul.put("session/renew/none", "");
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("critical");
  }

  @Test
  void restart_claims_the_node_and_its_session_again() {
    want(service("a"));
    run(Duration.ofSeconds(2));
    loop = newLoop(2);
    want(service("a"));
    run(Duration.ofSeconds(15));
    assertThat(consul.sessions()).isEqualTo(1);
    assertThat(consul.meta(NODE)).containsEntry("incarnation", "2");
    run(Duration.ofMinutes(5));
    assertThat(consul.status(NODE, LIVENESS)).as("no old session expires").isEqualTo("passing");
  }

  @Test
  void node_of_somebody_else_is_left_alone() throws ConsulException {
    consul.put(
        "catalog/register",
        "{\"Node\":\""
            + NODE
            + "\",\"Address\":\"10.9.9.9\",\"NodeMeta\":{},"
            + "\"SkipNodeUpdate\":false}");
    int before = consul.raftEntries;
    want(service("a"));
    run(Duration.ofMinutes(2));
    assertThat(consul.raftEntries).isEqualTo(before);
    assertThat(loop.problem()).contains("belongs to somebody else");
  }

  @Test
  void older_server_gets_a_session_and_our_own_word_for_the_liveness() {
    consul.knowsSessionChecks = false;
    want(service("a"));
    run(Duration.ofMinutes(5));
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("passing");
    assertThat(consul.sessions()).isEqualTo(1);
    long refused = count("PUT /v1/catalog/register");
    assertThat(refused).as("the field is dropped once").isLessThanOrEqualTo(3);
  }

  @Test
  void nothing_is_lost_while_all_servers_are_down_for_10_minutes() {
    want(service("a"));
    run(Duration.ofSeconds(2));
    consul.down = true;
    run(Duration.ofMinutes(4));
    want(service("a"), service("b"));
    run(Duration.ofMinutes(6));
    consul.down = false;
    consul.restartTimers();
    int before = consul.raftEntries;
    run(Duration.ofSeconds(95));
    assertThat(consul.services(NODE)).containsExactly("a", "b");
    assertThat(consul.status(NODE, LIVENESS)).isEqualTo("passing");
    assertThat(consul.raftEntries).as("only the new service is written").isEqualTo(before + 1);
  }

  @Test
  void services_of_a_member_of_the_lan_pool_go_on_the_node_that_the_servers_keep()
      throws ConsulException {
    loop = new RegistrationLoop(consul.servers(1), POOLED, clock.getAsLong());
    want(service("a"));
    run(Duration.ofSeconds(5));
    assertThat(consul.hasNode("web-1")).as("made by us").isFalse();
    assertThat(loop.problem()).contains("no node web-1");

    serversRegister("7");
    int before = consul.raftEntries;
    run(Duration.ofSeconds(60)); // two comparisons: what the servers wrote is not foreign
    assertThat(consul.services("web-1")).containsExactly("a");
    assertThat(consul.raftEntries).as("no node, no session").isEqualTo(before + 1);
    assertThat(consul.status("web-1", "serfHealth")).isEqualTo("passing");
    assertThat(loop.has(service("a"))).isTrue();

    consul.loseEverything(); // as when the servers forget a member that failed
    run(Duration.ofSeconds(60));
    assertThat(consul.hasNode("web-1")).isFalse();
    serversRegister("7");
    run(Duration.ofSeconds(40));
    assertThat(consul.services("web-1")).containsExactly("a");

    loop.leave();
    assertThat(consul.services("web-1")).isEmpty();
    assertThat(consul.hasNode("web-1")).as("left to the servers").isTrue();
  }

  @Test
  void node_that_the_servers_keep_for_another_member_is_left_alone() throws ConsulException {
    loop = new RegistrationLoop(consul.servers(1), POOLED, clock.getAsLong());
    serversRegister("8");
    want(service("a"));
    run(Duration.ofSeconds(60));
    assertThat(consul.services("web-1")).isEmpty();
    assertThat(loop.problem()).contains("belongs to somebody else");
  }

  /** What the leader does when a member of the pool is up. */
  private void serversRegister(String id) throws ConsulException {
    consul.put(
        "catalog/register",
        "{\"Node\":\"web-1\",\"ID\":\""
            + id
            + "\",\"Address\":\"10.0.0.1\",\"SkipNodeUpdate\":false,\"NodeMeta\":{},"
            + "\"Checks\":[{\"CheckID\":\"serfHealth\",\"Status\":\"passing\"}]}");
  }

  @Test
  void thousand_processes_come_back_at_no_more_than_200_puts_a_second_even_if_all_is_lost() {
    List<RegistrationLoop> loops = new ArrayList<>();
    PriorityQueue<long[]> due = new PriorityQueue<>((a, b) -> Long.signum(a[0] - b[0]));
    for (int i = 0; i < 1000; i++) {
      RegistrationConfig config =
          RegistrationConfig.of("p" + i, "10.0.0.1").withExpectedProcesses(1000);
      RegistrationLoop process = new RegistrationLoop(consul.servers(i), config, clock.getAsLong());
      process.want(Map.of("a", ServiceInstance.builder("web").id("a").node("n").build()));
      loops.add(process);
      due.add(new long[] {clock.getAsLong(), i});
    }
    runAll(loops, due, Duration.ofSeconds(60));
    assertThat(loops).allMatch(RegistrationLoop::hasNode);

    consul.down = true;
    runAll(loops, due, Duration.ofMinutes(10));
    consul.down = false;
    consul.loseEverything();
    consul.putTimes.clear();
    runAll(loops, due, Duration.ofMinutes(3));
    assertThat(loops).allMatch(RegistrationLoop::hasNode);
    assertThat(consul.sessions()).isEqualTo(1000);
    assertThat(busiestSecond()).isLessThanOrEqualTo(200);
  }

  private void runAll(List<RegistrationLoop> loops, PriorityQueue<long[]> due, Duration time) {
    long end = clock.getAsLong() + time.toNanos();
    while (due.element()[0] - end < 0) {
      long[] next = due.remove();
      if (next[0] - clock.getAsLong() > 0) {
        clock.to(next[0]);
      }
      next[0] = loops.get((int) next[1]).tick(clock.getAsLong());
      due.add(next);
    }
    clock.to(end);
  }

  private long busiestSecond() {
    Map<Long, Long> perSecond = new HashMap<>();
    consul.putTimes.forEach(
        at -> perSecond.merge((at - VirtualClock.START) / 1_000_000_000L, 1L, Long::sum));
    return perSecond.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
