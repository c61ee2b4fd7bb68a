package io.paceline.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name of Consul's grammar, taken apart: {@code LABELS.KIND[.DATACENTER[.dc]]}. The kind is the
 * rightmost label that names one. Knows the form only, not whether the thing exists.
 *
 * @param kind what the name is about
 * @param labels what stands before the kind, leftmost first; none for the kind's own name
 * @param datacenter empty if the name has none
 */
record ConsulName(Kind kind, List<String> labels, String datacenter) {
  enum Kind {
    /** {@code [TAG.]NAME.service} or {@code _NAME._TAG.service}. */
    SERVICE,
    /** {@code _NAME._TAG} with nothing behind it: has SRV records only. */
    SERVICE_IMPLIED,
    /** {@code NODE.node}. */
    NODE,
    /** {@code HEX.addr}. */
    ADDRESS,
    /** {@code DATACENTER} or {@code DATACENTER.dc}: above the other names, without records. */
    DATACENTER
  }

  private static final String DATACENTER_LABEL = "dc";

  /**
   * Takes the labels before the domain apart.
   *
   * @return null for what has no such form, and for the kinds that Paceline has nothing of: {@code
   *     query}, {@code connect}, {@code ingress}, {@code virtual}, and every namespace, partition
   *     and peer
   */
  static @Nullable ConsulName parse(List<String> labels) {
    for (int i = labels.size() - 1; i >= 0; i--) {
      String label = Labels.lowerCase(labels.get(i));
      List<String> before = labels.subList(0, i);
      List<String> behind = labels.subList(i + 1, labels.size());
      switch (label) {
        case "service" -> {
          return of(Kind.SERVICE, before, behind);
        }
        case "node" -> {
          return of(Kind.NODE, before, behind);
        }
        case "addr" -> {
          return of(Kind.ADDRESS, before, behind);
        }
        case "query", "connect", "ingress", "virtual" -> {
          return null;
        }
        default -> {
          if (label.startsWith("_")) {
            return of(Kind.SERVICE_IMPLIED, labels.subList(0, i + 1), behind);
          }
        }
      }
    }
    return datacenterOnly(labels);
  }

  private static @Nullable ConsulName datacenterOnly(List<String> labels) {
    boolean bareSuffix = labels.size() == 1 && Labels.same(labels.get(0), DATACENTER_LABEL);
    return of(Kind.DATACENTER, List.of(), bareSuffix ? List.of() : labels);
  }

  private static @Nullable ConsulName of(Kind kind, List<String> labels, List<String> suffix) {
    return switch (suffix.size()) {
      case 0 -> new ConsulName(kind, labels, "");
      case 1 -> new ConsulName(kind, labels, suffix.get(0));
      case 2 ->
          Labels.same(suffix.get(1), DATACENTER_LABEL)
              ? new ConsulName(kind, labels, suffix.get(0))
              : null;
      default -> null;
    };
  }

  /** Whether it has the form of RFC 2782, {@code _NAME._TAG}. */
  boolean isUnderscored() {
    return labels.size() == 2 && underscored(labels.get(0)) && underscored(labels.get(1));
  }

  private static boolean underscored(String label) {
    return label.length() > 1 && label.startsWith("_");
  }
}
