package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.Bytes;
import io.paceline.sidecar.http.HttpCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogReadTest {
  private final FakeAgent agent = ConsulFixture.agent();

  @Test
  void near_this_agent_is_by_estimated_round_trip_and_what_is_unknown_comes_last() {
    Map<String, Double> seconds = Map.of("n2", 0.001, "n3", 0.02);
    agent.roundTrips = node -> seconds.getOrDefault(node, Double.NaN);

    assertThat(web(Map.of())).containsExactly("webA", "webB", "webC", "webD");
    assertThat(web(Map.of("near", List.of("_agent"))))
        .containsExactly("webC", "webD", "webA", "webB");
    assertThat(web(Map.of("near", List.of("srv1")))).startsWith("webC");
    assertThat(web(Map.of("near", List.of("n3")))).startsWith("webA");
  }

  private List<String> web(Map<String, List<String>> parameters) {
    HttpCall call = new HttpCall("GET", "/v1/health/service/web", "web", parameters, Bytes.EMPTY);
    return new CatalogRead(call, agent)
        .service("web").stream().map(entry -> entry.instance().id()).toList();
  }
}
