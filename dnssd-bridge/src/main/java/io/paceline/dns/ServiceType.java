package io.paceline.dns;

import io.paceline.service.Transport;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The service type of RFC 6763 section 7: {@code _web._tcp}.
 *
 * @param service the service's name, without the underscore
 * @param transport the second label
 */
record ServiceType(String service, Transport transport) {
  /** Reads two labels; null if they are no service type. */
  static @Nullable ServiceType parse(String service, String transport) {
    Transport parsed =
        switch (Labels.lowerCase(transport)) {
          case "_tcp" -> Transport.TCP;
          case "_udp" -> Transport.UDP;
          default -> null;
        };
    boolean legal = service.length() > 1 && service.startsWith("_");
    return legal && parsed != null ? new ServiceType(service.substring(1), parsed) : null;
  }

  /** The type's name in a domain; null where the service's name is too long for a label. */
  @Nullable Name in(Name domain) {
    return Labels.prepend("_" + service, Labels.prepend("_" + transport.label(), domain));
  }
}
