package io.paceline.dns;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The catalog behind the recorded answers of a Consul server. */
final class ConsulVectorCatalog {
  private ConsulVectorCatalog() {}

  static FixedCatalog load() {
    FixedCatalog catalog = new FixedCatalog();
    nodes(catalog);
    web(catalog);
    catalog
        .instance(at("dead", "n2").checks(List.of(check(HealthStatus.CRITICAL))))
        .instance(at("ext", "n4").address("db.example.net").port(5432))
        .instance(at("under_score", "n5").port(5))
        .instance(at("noport", "n5"))
        .instance(at("six", "n6").port(66))
        .instance(at("UpperCase", "n.dot").port(7))
        .instance(at("colon", "al:web").port(8))
        .instance(at("consul", "srv1").port(18300));
    for (int i = 0; i < 20; i++) {
      catalog.node("m" + i, "10.1.0." + (i + 1), Map.of());
      catalog.instance(at("many", "m" + i).port(9000 + i));
    }
    return catalog;
  }

  private static void nodes(FixedCatalog catalog) {
    Map<String, String> n1 = new LinkedHashMap<>();
    n1.put("rack", "r1");
    n1.put("rfc1035-x", "y");
    Map<String, String> srv1 = new LinkedHashMap<>();
    srv1.put("consul-network-segment", "");
    srv1.put("consul-version", "1.22.7");
    catalog
        .node("n1", "10.0.0.1", n1)
        .node("n2", "10.0.0.2", Map.of())
        .node("n3", "10.0.0.3", Map.of())
        .node("n4", "10.0.0.4", Map.of())
        .node("n5", "10.0.0.9", Map.of())
        .node("n6", "2001:db8::6", Map.of())
        .node("n.dot", "10.0.0.7", Map.of())
        .node("al:web", "10.0.0.8", Map.of())
        .node("srv1", "127.0.0.1", srv1);
  }

  private static void web(FixedCatalog catalog) {
    ServiceInstance.Builder web = at("web", "n1");
    catalog
        .instance(web.id("A").address("10.0.0.5").port(8080).tags("v2").weights(new Weights(10, 1)))
        .instance(at("web", "n1").id("B").port(8081).tags("v1", "a.b"))
        .instance(at("web", "n2").id("C").port(8082).checks(List.of(check(HealthStatus.CRITICAL))))
        .instance(
            at("web", "n3")
                .id("D")
                .port(8083)
                .weights(new Weights(7, 3))
                .checks(List.of(check(HealthStatus.WARNING))));
  }

  private static ServiceInstance.Builder at(String service, String node) {
    return ServiceInstance.builder(service).node(node);
  }

  static Check check(HealthStatus status) {
    return new Check("c", "check", status, "ttl", "", "");
  }
}
