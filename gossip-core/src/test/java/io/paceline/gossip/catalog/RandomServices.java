package io.paceline.gossip.catalog;

import io.paceline.service.Bytes;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.TxtAttributes;
import io.paceline.service.TxtAttributes.Attribute;
import io.paceline.service.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Services with random content in every field. */
final class RandomServices {
  private final Random random;

  RandomServices(Random random) {
    this.random = random;
  }

  ServiceInstance instance(String node, String id) {
    return ServiceInstance.builder(text(1))
        .node(node)
        .id(id)
        .address(random.nextBoolean() ? "" : text(1))
        .port(random.nextInt(65_536))
        .transport(random.nextBoolean() ? Transport.TCP : Transport.UDP)
        .tags(texts())
        .attributes(attributes())
        .meta(meta())
        .weights(new Weights(random.nextInt(65_536), random.nextInt(3)))
        .zone(text(0))
        .drainingUntilEpochMillis(random.nextInt(3) == 0 ? random.nextLong() : 0)
        .warmUp(Duration.ofMillis(random.nextInt(3) * 70_000L))
        .startedAtEpochMillis(random.nextInt(3) == 0 ? random.nextLong() : 0)
        .checks(checks())
        .build();
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      texts.add(text(0));
    }
    return texts;
  }

  private TxtAttributes attributes() {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      byte[] value = new byte[random.nextInt(50)];
      random.nextBytes(value);
      attributes.add(
          new Attribute(
              "key" + i,
              random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Bytes.wrap(value))));
    }
    return TxtAttributes.of(attributes);
  }

  private Map<String, String> meta() {
    Map<String, String> meta = new LinkedHashMap<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      meta.put(text(1), text(0));
    }
    return meta;
  }

  private List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      HealthStatus status = HealthStatus.values()[random.nextInt(3)];
      checks.add(new Check(text(1), text(0), status, text(0), text(0), text(0)));
    }
    return checks;
  }

  private String text(int lengthMin) {
    StringBuilder text = new StringBuilder();
    for (int i = lengthMin + random.nextInt(40); i > 0; i--) {
      text.appendCodePoint(random.nextInt(20) == 0 ? 0x1f600 : 'a' + random.nextInt(26));
    }
    return text.toString();
  }
}
