package io.paceline.dns.mdns;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Transport;
import io.paceline.service.TxtAttributes;
import io.paceline.service.TxtAttributes.Attribute;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.jmdns.ServiceInfo;
import org.jspecify.annotations.Nullable;

/** Reads what JmDNS saw of an instance into the catalog's form. */
final class Sighting {
  private Sighting() {}

  /** The catalog's id of an instance: its full name on the link. */
  static String id(ServiceInfo info) {
    return info.getName() + suffix(type(info));
  }

  /**
   * The instance; absent while it is incomplete, or where it has no address that others reach.
   *
   * @throws IllegalArgumentException if the catalog cannot hold it
   */
  static Optional<ServiceInstance> instance(ServiceInfo info) {
    String address = address(info);
    if (address == null || info.getPort() == 0) {
      return Optional.empty();
    }
    String type = type(info);
    boolean udp = type.endsWith("._udp");
    return Optional.of(
        ServiceInstance.builder(type.substring(1, type.length() - "._tcp".length()))
            .id(id(info))
            .address(address)
            .port(info.getPort())
            .transport(udp ? Transport.UDP : Transport.TCP)
            .attributes(attributes(info.getTextBytes()))
            .meta(Map.of(Imports.SOURCE, Imports.MDNS))
            .build());
  }

  /** The type of an instance that was seen: {@code _ipp._tcp}. */
  static String type(ServiceInstance instance) {
    return "_" + instance.service() + "._" + instance.transport().label();
  }

  /** What an instance that was seen is called within its type. */
  static String name(ServiceInstance instance) {
    return instance.id().substring(0, instance.id().length() - suffix(type(instance)).length());
  }

  private static String suffix(String type) {
    return "." + type + ".local";
  }

  private static String type(ServiceInfo info) {
    String type = info.getType().toLowerCase(Locale.ROOT);
    return type.substring(0, type.length() - ".local.".length());
  }

  private static @Nullable String address(ServiceInfo info) {
    for (Inet4Address address : info.getInet4Addresses()) {
      return address.getHostAddress();
    }
    for (Inet6Address address : info.getInet6Addresses()) {
      if (!address.isLinkLocalAddress()) { // of no use beyond the link
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
      }
    }
    return null;
  }

  /** RFC 6763 section 6.4: a string without a key is passed over, and so is what is cut off. */
  static TxtAttributes attributes(byte[] text) {
    List<Attribute> attributes = new ArrayList<>();
    int at = 0;
    while (at < text.length && at + 1 + (text[at] & 0xff) <= text.length) {
      int end = at + 1 + (text[at] & 0xff);
      attribute(Arrays.copyOfRange(text, at + 1, end)).ifPresent(attributes::add);
      at = end;
    }
    return TxtAttributes.of(attributes);
  }

  private static Optional<Attribute> attribute(byte[] string) {
    int equals = 0;
    while (equals < string.length && string[equals] != '=') {
      if (string[equals] < 0x20 || string[equals] > 0x7e) {
        return Optional.empty();
      }
      equals++;
    }
    if (equals == 0) {
      return Optional.empty();
    }
    String key = new String(string, 0, equals, StandardCharsets.US_ASCII);
    boolean valued = equals < string.length;
    return Optional.of(
        new Attribute(
            key,
            valued
                ? Optional.of(Bytes.wrap(Arrays.copyOfRange(string, equals + 1, string.length)))
                : Optional.empty()));
  }
}
