package io.paceline.sidecar.api;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The agent and the catalog that the recorded answers of Consul were taken from. */
final class ConsulFixture {
  private static final String SELF = "srv1";

  private ConsulFixture() {}

  static FakeAgent agent() {
    FakeAgent agent = new FakeAgent(SELF, tags(), meta());
    agent.with(node("n1", "10.0.0.1", Map.of("rack", "r1"), wan("10.0.0.1", "198.51.100.1")));
    agent.with(node("n2", "10.0.0.2", Map.of(), Map.of()));
    agent.with(node("n3", "10.0.0.3", Map.of(), Map.of()));
    agent.with(
        ServiceInstance.builder("web")
            .id("webA")
            .node("n1")
            .address("10.0.0.5")
            .port(8080)
            .tags("v2", "blue")
            .meta(Map.of("version", "2"))
            .weights(new Weights(10, 1))
            .build());
    agent.with(web("webB", "n1", 8081).tags("v1").build());
    agent.with(
        web("webC", "n2", 8082)
            .checks(List.of(check("c", HealthStatus.CRITICAL, "connection refused")))
            .build());
    agent.with(
        web("webD", "n3", 8083).checks(List.of(check("d", HealthStatus.WARNING, ""))).build());
    return agent.with(ServiceInstance.builder("consul").node(SELF).port(18_300).build());
  }

  private static Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    tags.putAll(Map.of("acls", "0", "build", "1.22.7:", "dc", "dc1", "ft_fs", "1", "ft_si", "1"));
    tags.putAll(Map.of("grpc_port", "18502", "grpc_tls_port", "8503", "port", "18300"));
    tags.putAll(Map.of("id", "de9c1b15-8879-348e-0e3b-fb948c3aa594", "raft_vsn", "3"));
    tags.putAll(Map.of("role", "consul", "segment", "", "vsn", "2", "vsn_max", "3"));
    tags.putAll(Map.of("vsn_min", "2", "wan_join_port", "18302"));
    return tags;
  }

  private static Map<String, String> meta() {
    return new TreeMap<>(Map.of("consul-network-segment", "", "consul-version", "1.22.7"));
  }

  private static NodeEntry node(
      String name, String address, Map<String, String> meta, Map<String, String> tagged) {
    return new NodeEntry(name, address, "dc1", meta, tagged);
  }

  private static Map<String, String> wan(String lan, String wan) {
    return new TreeMap<>(Map.of("lan", lan, "wan", wan));
  }

  private static ServiceInstance.Builder web(String id, String node, int port) {
    return ServiceInstance.builder("web").id(id).node(node).port(port);
  }

  private static Check check(String id, HealthStatus status, String output) {
    return new Check(id, id, status, "", "", output);
  }
}
