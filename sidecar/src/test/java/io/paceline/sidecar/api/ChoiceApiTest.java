package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.paceline.service.Bytes;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.checks.ReportedChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChoiceApiTest {
  private static final int MANY = 2_000;

  private final FakeAgent agent = ConsulFixture.agent();
  private final HttpApi api =
      new HttpApi(agent, new LocalChecks(agent, ReportedChecks::new), CheckTargets.LOOPBACK);

  @Test
  void critical_ones_get_no_work_and_heavier_ones_are_first_more_often() {
    int heaviestFirst = 0;
    for (int i = 0; i < MANY; i++) {
      List<String> order = chosen("web");
      assertThat(order).containsExactlyInAnyOrder("webA", "webB", "webD");
      heaviestFirst += order.get(0).equals("webA") ? 1 : 0;
    }
    // ten of twelve parts; six standard deviations of a mean of 2,000
    assertThat(heaviestFirst / (double) MANY).isEqualTo(10 / 12.0, offset(0.05));
  }

  @Test
  void a_caller_may_want_only_passing_ones_only_with_a_tag_and_only_so_many() {
    assertThat(chosen("web?passing")).containsExactlyInAnyOrder("webA", "webB");
    assertThat(chosen("web?tag=v1")).containsExactly("webB");
    assertThat(chosen("web?max=2")).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void the_own_zone_is_preferred_and_one_that_drains_gets_no_work() {
    place("eu-1", "near1", "near2", "near3", "near4");
    place("eu-2", "far");
    assertThat(chosen("db")).hasSize(5);
    assertThat(chosen("db?zone=eu-1"))
        .containsExactlyInAnyOrder("near1", "near2", "near3", "near4");
    long soon = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    agent.with(at("eu-1", "near1").drainingUntilEpochMillis(soon).build());
    assertThat(chosen("db?zone=eu-1")).containsExactlyInAnyOrder("near2", "near3", "near4");
  }

  @Test
  void near_a_member_those_with_the_shortest_round_trip_get_the_work() {
    place("eu-1", "a", "b");
    Map<String, Double> seconds = Map.of("a", 0.050, "b", 0.001);
    agent.roundTrips = member -> node -> seconds.getOrDefault(node, Double.NaN);
    assertThat(chosen("db?near=_agent")).containsExactly("b");
  }

  @Test
  void a_service_that_nobody_offers_has_no_choice_and_a_mistake_is_told() {
    assertThat(chosen("nobody")).isEmpty();
    assertThat(ask("").status()).isEqualTo(400);
    assertThat(ask("web?max=0").body().utf8()).contains("?max").contains("\"0\"");
    assertThat(ask("web?near=_agent&zone=eu-1").status()).isEqualTo(400);
  }

  private void place(String zone, String... nodes) {
    for (String node : nodes) {
      agent.with(new NodeEntry(node, "10.0.1.1", "dc1", Map.of(), Map.of()));
      agent.with(at(zone, node).build());
    }
  }

  private static ServiceInstance.Builder at(String zone, String node) {
    return ServiceInstance.builder("db").id(node).node(node).zone(zone).port(5432);
  }

  private List<String> chosen(String nameAndQuery) {
    HttpReply reply = ask(nameAndQuery);
    assertThat(reply.status()).as(reply.body().utf8()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    for (JsonElement each : JsonParser.parseString(reply.body().utf8()).getAsJsonArray()) {
      ids.add(each.getAsJsonObject().get("ID").getAsString());
    }
    return ids;
  }

  private HttpReply ask(String nameAndQuery) {
    QueryStringDecoder uri = new QueryStringDecoder("/v1/paceline/choose/" + nameAndQuery);
    HttpCall call = new HttpCall("GET", uri.path(), "", uri.parameters(), Bytes.EMPTY);
    return api.handle(call).toCompletableFuture().join();
  }
}
