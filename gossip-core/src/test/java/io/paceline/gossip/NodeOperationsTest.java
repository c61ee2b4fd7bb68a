package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.QueryProgress.Acknowledged;
import io.paceline.gossip.QueryProgress.Answered;
import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.swim.Accusation;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceCatalog.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators ask of real nodes on loopback, and what applications ask of each other. */
@Timeout(120)
final class NodeOperationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] KEY = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER_KEY = "sixteen bytes no".getBytes(StandardCharsets.US_ASCII);

  private final List<GossipNode> nodes = new ArrayList<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** Finds failures in a third of the usual time. */
  private static final SwimConfig QUICK =
      SwimConfig.local()
          .withProbe(
              new SwimConfig.Probe(Duration.ofMillis(350), Duration.ofMillis(200), 1, true, 8));

  private GossipNode start(String name, GossipNode... seeds) throws IOException {
    return start(GossipConfig.local(name).swim(QUICK), seeds);
  }

  private GossipNode start(GossipConfig.Builder config, GossipNode... seeds) throws IOException {
    GossipNode node = GossipNode.start(config.bind("127.0.0.1", 0).build());
    nodes.add(node);
    for (GossipNode seed : seeds) {
      node.join(List.of("127.0.0.1:" + seed.address().getPort())).join();
    }
    return node;
  }

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
    executor.shutdownNow();
  }

  private static void awaitMembers(int count, GossipNode... seenBy) {
    for (GossipNode node : seenBy) {
      await(node.name() + " knows " + count)
          .atMost(PATIENCE)
          .until(() -> node.members().size() == count);
    }
  }

  private Subscription answerWithName(GossipNode node) {
    return node.answer(
        "who", query -> query.respond(node.name().getBytes(StandardCharsets.UTF_8)), executor);
  }

  // ---- queries ----

  @Test
  void a_query_is_acknowledged_by_all_that_it_is_meant_for_and_answered_by_those_with_a_handler()
      throws IOException {
    GossipNode a = start("a");
    GossipNode b = start(GossipConfig.local("b").tag("role", "web"), a);
    GossipNode c = start(GossipConfig.local("c").tag("role", "web"), a);
    awaitMembers(3, a, b, c);
    answerWithName(a);
    answerWithName(b);
    List<QueryProgress> progress = Collections.synchronizedList(new ArrayList<>());

    QueryRequest request =
        QueryRequest.toAll("who", Bytes.utf8("?"))
            .onlyWhere("role", "^web$")
            .withTimeout(Duration.ofSeconds(2));
    Finished finished = a.query(request, progress::add, executor).join();

    assertThat(finished.acknowledged()).containsExactlyInAnyOrder("b", "c");
    assertThat(finished.answers()).containsOnlyKeys("b").containsEntry("b", Bytes.utf8("b"));
    await().atMost(PATIENCE).until(() -> progress.size() == 4);
    assertThat(progress)
        .contains(new Acknowledged("b"), new Acknowledged("c"), new Answered("b", Bytes.utf8("b")))
        .endsWith(finished);
  }

  @Test
  void a_query_tells_who_asks_what_and_how_long_it_waits() throws Exception {
    GossipNode a = start("a");
    GossipNode b = start("b", a);
    awaitMembers(2, a, b);
    BlockingQueue<Query> asked = new LinkedBlockingQueue<>();
    b.answer("who", asked::add, executor);

    a.query(
        QueryRequest.toAll("who", Bytes.utf8("you?"))
            .onlyTo("b")
            .withTimeout(Duration.ofMinutes(5)));

    Query query = asked.poll(30, TimeUnit.SECONDS);
    assertThat(query).isNotNull();
    assertThat(query.name()).isEqualTo("who");
    assertThat(query.payload()).isEqualTo(Bytes.utf8("you?"));
    assertThat(query.source()).isEqualTo("a");
    assertThat(query.timeLeft()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(5));
  }

  @Test
  void an_answer_that_is_too_large_is_refused_and_a_shorter_one_may_follow_but_no_second()
      throws Exception {
    GossipNode a = start("a");
    BlockingQueue<Query> asked = new LinkedBlockingQueue<>();
    a.answer("who", asked::add, executor);
    CompletableFuture<Finished> result =
        a.query(QueryRequest.toAll("who", Bytes.EMPTY).withTimeout(Duration.ofSeconds(2)));
    Query query = asked.poll(30, TimeUnit.SECONDS);
    assertThat(query).isNotNull();

    assertThatThrownBy(() -> query.respond(new byte[1024]).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024");
    query.respond(new byte[] {1}).join();
    assertThatThrownBy(() -> query.respond(new byte[] {2}).join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("answered before");

    assertThat(result.join().answers()).containsEntry("a", Bytes.copyOf(new byte[] {1}));
    assertThat(query.timeLeft()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void a_request_that_breaks_a_rule_is_refused_at_once() throws IOException {
    GossipNode a = start("a");

    assertThatThrownBy(() -> a.query(QueryRequest.toAll("who", Bytes.wrap(new byte[2000]))).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> a.query(QueryRequest.toAll("_serf_ping", Bytes.EMPTY)).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("_serf_ping");
  }

  @Test
  void queries_of_one_name_have_one_handler_at_a_time() throws IOException {
    GossipNode a = start("a");
    Subscription first = answerWithName(a);

    assertThatThrownBy(() -> answerWithName(a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("who");
    first.close();
    answerWithName(a);

    QueryRequest request =
        QueryRequest.toAll("who", Bytes.EMPTY).withTimeout(Duration.ofMillis(300));
    assertThat(a.query(request).join().answers()).containsOnlyKeys("a");
  }

  @Test
  void a_handler_that_throws_or_that_has_an_executor_in_place_harms_nobody() throws IOException {
    GossipNode a = start("a");
    a.answer(
        "who",
        query -> {
          query.respond(new byte[] {7}).join(); // it would wait for ever on the engine's thread
          throw new IllegalStateException("thrown by the test");
        },
        Runnable::run);
    QueryRequest request =
        QueryRequest.toAll("who", Bytes.EMPTY).withTimeout(Duration.ofMillis(500));

    for (int i = 0; i < 2; i++) {
      assertThat(a.query(request).join().answers()).containsOnlyKeys("a");
    }
  }

  @Test
  void closing_ends_the_queries_that_run() throws IOException {
    GossipNode a = start("a");
    CompletableFuture<Finished> result =
        a.query(QueryRequest.toAll("who", Bytes.EMPTY).withTimeout(Duration.ofMinutes(5)));
    a.coordinates().join(); // the engine has taken the query in

    a.close();

    assertThatThrownBy(() -> result.orTimeout(30, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  // ---- keys ----

  @Test
  void a_key_is_rotated_over_the_whole_cluster() throws IOException {
    GossipNode a = start(GossipConfig.local("a").key(KEY));
    GossipNode b = start(GossipConfig.local("b").key(KEY), a);
    awaitMembers(2, a, b);
    String before = Base64.getEncoder().encodeToString(KEY);
    String after = Base64.getEncoder().encodeToString(OTHER_KEY);

    assertThat(b.keyring().install(OTHER_KEY).join().isComplete()).isTrue();
    assertThat(a.keyring().list().join().keyCounts())
        .containsEntry(before, 2)
        .containsEntry(after, 2);
    KeyringReport refused = a.keyring().remove(KEY).join();
    assertThat(refused.isComplete()).isFalse();
    assertThat(refused.answers().values()).anyMatch(answer -> !answer.message().isEmpty());
    assertThat(a.keyring().use(OTHER_KEY).join().isComplete()).isTrue();
    assertThat(b.keyring().remove(KEY).join().isComplete()).isTrue();

    KeyringReport last = b.keyring().list().join();
    assertThat(last.keyCounts()).containsOnlyKeys(after);
    assertThat(last.primaryKeyCounts()).containsEntry(after, 2);
    assertThat(last.silent()).isEmpty();
    start(GossipConfig.local("c").key(OTHER_KEY), a);
    awaitMembers(3, a, b);
  }

  @Test
  void a_report_names_the_members_that_did_not_answer() throws IOException {
    GossipNode a = start(GossipConfig.lan("a").key(KEY));
    GossipNode b = start(GossipConfig.lan("b").key(KEY), a);
    awaitMembers(2, a, b);
    b.close();

    KeyringReport report = a.keyring().install(OTHER_KEY).join();

    assertThat(report.silent()).containsExactly("b");
    assertThat(report.answers()).containsOnlyKeys("a");
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void keys_are_refused_without_encryption_or_of_a_wrong_length() throws IOException {
    GossipNode open = start("open");
    GossipNode sealed = start(GossipConfig.local("sealed").key(KEY));

    assertThatThrownBy(() -> open.keyring().list().join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not encrypt");
    assertThatThrownBy(() -> sealed.keyring().install(new byte[15]).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15");
  }

  // ---- members ----

  @Test
  void a_failed_member_is_forced_out_or_forgotten_and_a_living_one_is_not() throws IOException {
    GossipNode a = start("a");
    GossipNode b = start("b", a);
    GossipNode c = start("c", a);
    awaitMembers(3, a, b, c);
    assertThatThrownBy(() -> a.forceLeave("b", false).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alive");
    assertThatThrownBy(() -> a.forceLeave("nobody", false).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody");
    b.close();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                a.member("b").orElseThrow().status() == MemberStatus.FAILED
                    && c.member("b").orElseThrow().status() == MemberStatus.FAILED);

    a.forceLeave("b", false).join();
    assertThat(a.member("b").orElseThrow().status()).isEqualTo(MemberStatus.LEFT);
    await().atMost(PATIENCE).until(() -> c.member("b").orElseThrow().status() == MemberStatus.LEFT);

    c.forceLeave("b", true).join();
    awaitMembers(2, c, a);
  }

  @Test
  void why_tells_which_acks_were_missing_who_suspected_and_the_end() throws IOException {
    Instant began = Instant.now();
    GossipNode a = start("a");
    GossipNode b = start("b", a);
    awaitMembers(2, a, b);
    assertThat(a.why("b").join()).isEmpty();
    b.close();
    await()
        .atMost(PATIENCE)
        .until(() -> a.member("b").orElseThrow().status() == MemberStatus.FAILED);

    List<Evidence> why = a.why("b").join();

    assertThat(why)
        .extracting(Evidence::kind)
        .startsWith(Accusation.Kind.PROBE_FAILED, Accusation.Kind.SUSPECTED)
        .endsWith(Accusation.Kind.DECLARED_DEAD);
    assertThat(why.get(0).detail()).contains("no direct ack");
    assertThat(why.get(1).by()).isEqualTo("a");
    assertThat(why).allMatch(line -> line.incarnation() == 1);
    assertThat(why.get(0).at()).isBetween(began, Instant.now());
    assertThat(why).isSortedAccordingTo((x, y) -> x.at().compareTo(y.at()));
  }

  @Test
  void the_round_trip_between_members_is_known_once_they_answered_a_ping() throws IOException {
    GossipNode a = start("a");
    GossipNode b = start("b", a);
    GossipNode c = start("c", a);

    await().atMost(PATIENCE).until(() -> a.coordinates().join().size() == 3);

    assertThat(a.rtt("b", "c").join().orElseThrow())
        .isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(a.rtt("a", "b").join()).isPresent();
    assertThat(a.rtt("a", "nobody").join()).isEmpty();
    assertThat(b.name() + c.name()).isEqualTo("bc"); // they were there all the time
  }
}
