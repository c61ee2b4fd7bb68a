package io.paceline.gossip.catalog;

import io.paceline.gossip.wire.FieldNames;
import io.paceline.gossip.wire.MsgpackReader;
import io.paceline.gossip.wire.MsgpackWriter;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireFormatException.Reason;
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

/**
 * A service instance as a msgpack map with keys of one letter; see docs/wire.md. Parts that have
 * their default value are left out. The node and the id are not in it: the log that a record lies
 * in says them. Unknown keys are passed over, and survive because a replica keeps and passes on the
 * bytes that it got.
 */
public final class RecordCodec {
  private static final FieldNames FIELDS =
      FieldNames.of("s", "a", "p", "u", "g", "t", "m", "w", "z", "d", "r", "b", "c");
  private static final FieldNames CHECK_FIELDS = FieldNames.of("i", "n", "s", "y", "t", "o");

  private RecordCodec() {}

  public static Bytes encode(ServiceInstance instance) {
    Fields fields = new Fields();
    fields.value("s").string(instance.service());
    fields.text("a", instance.address());
    if (instance.port() != 0) {
      fields.value("p").uint64(instance.port());
    }
    if (instance.transport() == Transport.UDP) {
      fields.value("u").bool(true);
    }
    if (!instance.tags().isEmpty()) {
      MsgpackWriter out = fields.value("g").arrayHeader(instance.tags().size());
      instance.tags().forEach(out::string);
    }
    if (!instance.attributes().isEmpty()) {
      writeAttributes(fields.value("t"), instance.attributes().entries());
    }
    if (!instance.meta().isEmpty()) {
      MsgpackWriter out = fields.value("m").mapHeader(instance.meta().size());
      instance.meta().forEach((key, value) -> out.string(key).string(value));
    }
    if (!instance.weights().equals(Weights.DEFAULT)) {
      Weights weights = instance.weights();
      fields.value("w").arrayHeader(2).uint64(weights.passing()).uint64(weights.warning());
    }
    fields.text("z", instance.zone());
    if (instance.drainingUntilEpochMillis() != 0) {
      fields.value("d").int64(instance.drainingUntilEpochMillis());
    }
    if (!instance.warmUp().isZero()) {
      fields.value("r").uint64(millis(instance.warmUp()));
    }
    if (instance.startedAtEpochMillis() != 0) {
      fields.value("b").int64(instance.startedAtEpochMillis());
    }
    if (!instance.checks().isEmpty()) {
      writeChecks(fields.value("c"), instance.checks());
    }
    return fields.toBytes();
  }

  private static long millis(Duration warmUp) {
    try {
      return warmUp.toMillis();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "warm-up (" + warmUp + ") must fit 64 bits of milliseconds", e);
    }
  }

  private static void writeAttributes(MsgpackWriter out, List<Attribute> attributes) {
    out.arrayHeader(2 * attributes.size());
    for (Attribute attribute : attributes) {
      out.string(attribute.key());
      attribute.value().ifPresentOrElse(out::bytes, out::nil);
    }
  }

  private static void writeChecks(MsgpackWriter out, List<Check> checks) {
    out.arrayHeader(checks.size());
    for (Check check : checks) {
      Fields fields = new Fields();
      fields.value("i").string(check.id());
      fields.text("n", check.name());
      if (check.status() != HealthStatus.PASSING) {
        fields.value("s").uint64(check.status() == HealthStatus.WARNING ? 1 : 2);
      }
      fields.text("y", check.type());
      fields.text("t", check.notes());
      fields.text("o", check.output());
      out.rawBytes(fields.toBytes());
    }
  }

  /** Reads what {@link #encode} wrote, for the log of a node and under an id. */
  public static ServiceInstance decode(String node, String id, Bytes body)
      throws WireFormatException {
    MsgpackReader in = new MsgpackReader(body.toByteArray());
    ServiceInstance.Builder builder = ServiceInstance.builder("").node(node).id(id);
    try {
      for (int fields = in.mapHeader(); fields > 0; fields--) {
        readField(in, builder);
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(
          Reason.INVALID_VALUE, "record that breaks a rule of its fields");
    }
  }

  private static void readField(MsgpackReader in, ServiceInstance.Builder builder)
      throws WireFormatException {
    switch (in.fieldName(FIELDS)) {
      case "s" -> builder.service(in.string());
      case "a" -> builder.address(in.string());
      case "p" -> builder.port(in.uint16());
      case "u" -> builder.transport(in.bool() ? Transport.UDP : Transport.TCP);
      case "g" -> builder.tags(readTags(in));
      case "t" -> builder.attributes(readAttributes(in));
      case "m" -> builder.meta(readMeta(in));
      case "w" -> builder.weights(readWeights(in));
      case "z" -> builder.zone(in.string());
      case "d" -> builder.drainingUntilEpochMillis(in.int64());
      case "r" -> builder.warmUp(Duration.ofMillis(in.uint(Long.MAX_VALUE)));
      case "b" -> builder.startedAtEpochMillis(in.int64());
      case "c" -> builder.checks(readChecks(in));
      default -> in.skip();
    }
  }

  private static List<String> readTags(MsgpackReader in) throws WireFormatException {
    List<String> tags = new ArrayList<>();
    for (int left = in.arrayHeader(); left > 0; left--) {
      tags.add(in.string());
    }
    return tags;
  }

  private static TxtAttributes readAttributes(MsgpackReader in) throws WireFormatException {
    List<Attribute> attributes = new ArrayList<>();
    for (int left = in.arrayHeader(); left > 0; left -= 2) {
      if (left == 1) {
        throw new WireFormatException(Reason.MALFORMED, "attribute key without a value");
      }
      String key = in.string();
      attributes.add(new Attribute(key, in.tryNil() ? Optional.empty() : Optional.of(in.bytes())));
    }
    return TxtAttributes.of(attributes);
  }

  private static Map<String, String> readMeta(MsgpackReader in) throws WireFormatException {
    Map<String, String> meta = new LinkedHashMap<>();
    for (int left = in.mapHeader(); left > 0; left--) {
      String key = in.string();
      meta.put(key, in.string());
    }
    return meta;
  }

  private static Weights readWeights(MsgpackReader in) throws WireFormatException {
    int count = in.arrayHeader();
    if (count < 2) {
      throw new WireFormatException(Reason.MALFORMED, "weights need two numbers");
    }
    Weights weights = new Weights(in.uint16(), in.uint16());
    for (int extra = count; extra > 2; extra--) {
      in.skip();
    }
    return weights;
  }

  private static List<Check> readChecks(MsgpackReader in) throws WireFormatException {
    List<Check> checks = new ArrayList<>();
    for (int left = in.arrayHeader(); left > 0; left--) {
      checks.add(readCheck(in));
    }
    return checks;
  }

  private static Check readCheck(MsgpackReader in) throws WireFormatException {
    String id = "";
    String name = "";
    HealthStatus status = HealthStatus.PASSING;
    String type = "";
    String notes = "";
    String output = "";
    for (int fields = in.mapHeader(); fields > 0; fields--) {
      switch (in.fieldName(CHECK_FIELDS)) {
        case "i" -> id = in.string();
        case "n" -> name = in.string();
        case "s" -> status = HealthStatus.values()[(int) in.uint(2)];
        case "y" -> type = in.string();
        case "t" -> notes = in.string();
        case "o" -> output = in.string();
        default -> in.skip();
      }
    }
    return new Check(id, name, status, type, notes, output);
  }

  /** A map under construction: counts the fields that turn out to be there. */
  private static final class Fields {
    private final MsgpackWriter out = new MsgpackWriter();
    private int count;

    MsgpackWriter value(String key) {
      count++;
      return out.string(key);
    }

    void text(String key, String value) {
      if (!value.isEmpty()) {
        value(key).string(value);
      }
    }

    Bytes toBytes() {
      return new MsgpackWriter(out.size() + 3).mapHeader(count).rawBytes(out.toBytes()).toBytes();
    }
  }
}
