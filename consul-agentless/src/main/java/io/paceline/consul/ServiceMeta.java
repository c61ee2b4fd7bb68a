package io.paceline.consul;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.TxtAttributes;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries in Consul's service meta what an instance has and Consul does not know: transport, zone,
 * draining, warm-up, TXT attributes. What is at its default is not written, so that an instance
 * without any of it looks as if no Paceline were there.
 *
 * <pre>
 * paceline-transport  udp
 * paceline-zone       eu-1a
 * paceline-draining   epoch milliseconds
 * paceline-warm-up    PT30S
 * paceline-txt-0 …    the strings of the TXT record, in order, as far as they are text
 * </pre>
 */
final class ServiceMeta {
  private static final String PREFIX = "paceline-";
  private static final String TRANSPORT = PREFIX + "transport";
  private static final String ZONE = PREFIX + "zone";
  private static final String DRAINING = PREFIX + "draining";
  private static final String WARM_UP = PREFIX + "warm-up";
  private static final String TXT = PREFIX + "txt-";

  /** Consul's bounds for service meta. */
  private static final int PAIRS_MAX = 64;

  private static final int KEY_MAX = 128;
  private static final int VALUE_MAX = 512;

  private ServiceMeta() {}

  /**
   * The meta to register.
   *
   * @throws IllegalArgumentException if it breaks Consul's rules
   */
  static Map<String, String> write(ServiceInstance instance) {
    Map<String, String> meta = new LinkedHashMap<>(instance.meta());
    if (instance.transport() != Transport.TCP) {
      meta.put(TRANSPORT, instance.transport().label());
    }
    if (!instance.zone().isEmpty()) {
      meta.put(ZONE, instance.zone());
    }
    if (instance.drainingUntilEpochMillis() != 0) {
      meta.put(DRAINING, Long.toString(instance.drainingUntilEpochMillis()));
    }
    if (!instance.warmUp().isZero()) {
      meta.put(WARM_UP, instance.warmUp().toString());
    }
    List<String> strings = instance.attributes().strings().stream().map(Bytes::utf8).toList();
    for (int i = 0; i < strings.size(); i++) {
      meta.put(TXT + i, strings.get(i));
    }
    check(meta);
    return meta;
  }

  private static void check(Map<String, String> meta) {
    if (meta.size() > PAIRS_MAX) {
      throw new IllegalArgumentException(
          "Consul takes at most " + PAIRS_MAX + " meta pairs of a service, not " + meta.size());
    }
    meta.forEach(ServiceMeta::checkPair);
  }

  private static void checkPair(String key, String value) {
    if (!key.matches("[A-Za-z0-9_-]{1," + KEY_MAX + "}")) {
      throw new IllegalArgumentException(
          "Consul's meta keys are 1 to 128 letters, digits, '-' and '_', not \"" + key + "\"");
    }
    if (value.length() > VALUE_MAX) {
      throw new IllegalArgumentException(
          "the meta value of \"" + key + "\" has " + value.length() + " characters, at most 512");
    }
  }

  /**
   * Reads back what {@link #write} wrote; what others wrote there and makes no sense is ignored.
   */
  static void read(Map<String, String> meta, ServiceInstance.Builder into) {
    Map<String, String> plain = new LinkedHashMap<>();
    Map<Integer, String> strings = new TreeMap<>();
    meta.forEach(
        (key, value) -> {
          if (!key.startsWith(PREFIX) || key.equals(Origin.KEY)) {
            plain.put(key, value);
          } else if (key.matches(TXT + "[0-9]{1,2}")) {
            strings.put(Integer.valueOf(key.substring(TXT.length())), value);
          }
        });
    into.meta(plain).zone(meta.getOrDefault(ZONE, ""));
    if ("udp".equals(meta.get(TRANSPORT))) {
      into.transport(Transport.UDP);
    }
    number(meta.get(DRAINING)).ifPresent(into::drainingUntilEpochMillis);
    duration(meta.get(WARM_UP)).ifPresent(into::warmUp);
    into.attributes(attributes(new ArrayList<>(strings.values())));
  }

  private static TxtAttributes attributes(List<String> strings) {
    try {
      return TxtAttributes.of(strings.stream().map(ServiceMeta::attribute).toList());
    } catch (IllegalArgumentException e) {
      return TxtAttributes.NONE;
    }
  }

  private static TxtAttributes.Attribute attribute(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new TxtAttributes.Attribute(text, Optional.empty())
        : new TxtAttributes.Attribute(
            text.substring(0, equals), Optional.of(Bytes.utf8(text.substring(equals + 1))));
  }

  private static Optional<Long> number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}")
        ? Optional.of(Long.valueOf(text))
        : Optional.empty();
  }

  private static Optional<Duration> duration(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Duration::parse).filter(d -> !d.isNegative());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
