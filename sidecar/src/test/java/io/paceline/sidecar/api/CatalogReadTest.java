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
  void near_a_member_is_by_estimated_round_trip_and_what_is_unknown_comes_last() {
    var seconds =
        Map.of("srv1", Map.of("n2", 0.001, "n3", 0.02), "n3", Map.of("n2", 0.019, "n3", 0.0));
    agent.roundTrips =
        member -> node -> seconds.getOrDefault(member, Map.of()).getOrDefault(node, Double.NaN);

    assertThat(web(Map.of())).containsExactly("webA", "webB", "webC", "webD");
    assertThat(web(Map.of("near", List.of("_agent"))))
        .containsExactly("webC", "webD", "webA", "webB");
    assertThat(web(Map.of("near", List.of("SRV1")))).startsWith("webC");
    assertThat(web(Map.of("near", List.of("n3")))).startsWith("webD", "webC");
    assertThat(web(Map.of("near", List.of("nobody")))).startsWith("webA");
  }

  private List<String> web(Map<String, List<String>> parameters) {
    HttpCall call = new HttpCall("GET", "/v1/health/service/web", "web", parameters, Bytes.EMPTY);
    return new CatalogRead(call, agent)
        .service("web").stream().map(entry -> entry.instance().id()).toList();
  }
}
