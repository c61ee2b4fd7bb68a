package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.ServiceInstance;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;

/** The recorded queries, asked of a Consul that runs now and of Paceline beside it. */
class LiveConsulInteropTest {
  @TempDir Path folder;

  @Test
  void consul_of_today_answers_every_recorded_query_as_paceline_but_for_the_listed_fields()
      throws Exception {
    FixedCatalog catalog = ConsulVectorCatalog.load();
    try (LiveConsul consul = new LiveConsul(folder)) {
      consul.register(catalog);
      ServiceInstance.Builder itself = ServiceInstance.builder("consul").node("srv1");
      catalog.instance(itself.port(consul.serverPort));
      var paceline = new Exchange(DnsConfig.builder().node("srv1").build(), catalog);
      Map<String, Object> different = new LinkedHashMap<>();
      for (ConsulVector vector : ConsulVector.all()) {
        String query = vector.query();
        Map<String, Object> theirs = withoutDoubles(ConsulAnswer.ask(consul.dns, query));
        Map<String, Object> ours = withoutDoubles(ConsulAnswer.ask(paceline, query));
        theirs.keySet().removeAll(listed(query));
        ours.keySet().removeAll(listed(query));
        if (!ours.equals(theirs)) {
          different.put(query, List.of("consul", theirs, "paceline", ours));
        }
      }
      assertThat(different).isEmpty();
    }
  }

  /** Both repeat addresses in the additional section, and Consul the TXT records there, too. */
  private static Map<String, Object> withoutDoubles(Message answer) {
    Map<String, Object> fields = ConsulAnswer.of(answer);
    fields.replaceAll((name, value) -> value instanceof List<?> all ? distinct(all) : value);
    return fields;
  }

  private static List<?> distinct(List<?> records) {
    return records.stream().distinct().toList();
  }

  private static List<String> listed(String query) {
    return ConsulDifference.all().stream()
        .filter(listed -> listed.query().equals(query))
        .map(ConsulDifference::field)
        .toList();
  }
}
