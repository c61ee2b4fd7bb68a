package io.paceline.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * A name under {@code in-addr.arpa} or {@code ip6.arpa} (RFC 1035 section 3.5, RFC 3596 section
 * 2.5), turned around: the hexadecimal digits of an address, or of its beginning.
 *
 * @param hex as many digits as the name has
 * @param digits as many as an address of this family has
 */
record ReverseName(String hex, int digits) {
  private static final Name IPV4 = Name.fromConstantString("in-addr.arpa.");
  private static final Name IPV6 = Name.fromConstantString("ip6.arpa.");
  private static final int IPV4_DIGITS = 8;
  private static final int IPV6_DIGITS = 32;

  /** Null for a name that is not of that form. */
  static @Nullable ReverseName parse(Name name) {
    if (name.subdomain(IPV4)) {
      return parse(Labels.before(name, IPV4), IPV4_DIGITS, 2);
    }
    return name.subdomain(IPV6) ? parse(Labels.before(name, IPV6), IPV6_DIGITS, 1) : null;
  }

  private static @Nullable ReverseName parse(List<String> labels, int digits, int digitsEach) {
    if (labels.size() * digitsEach > digits) {
      return null;
    }
    StringBuilder hex = new StringBuilder();
    for (int i = labels.size() - 1; i >= 0; i--) {
      String part = digitsEach == 1 ? nibble(labels.get(i)) : octet(labels.get(i));
      if (part.isEmpty()) {
        return null;
      }
      hex.append(part);
    }
    return new ReverseName(hex.toString(), digits);
  }

  private static String nibble(String label) {
    boolean legal = label.length() == 1 && java.util.HexFormat.isHexDigit(label.charAt(0));
    return legal ? Labels.lowerCase(label) : "";
  }

  /** Decimal without leading zeros: 010 would be a second name of the same address. */
  private static String octet(String label) {
    boolean legal = label.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(label) <= 255;
    return legal ? String.format("%02x", Integer.parseInt(label)) : "";
  }

  /** Whether a name lies in the part of the name space that holds reverse names. */
  static boolean isBelowArpa(Name name) {
    return name.subdomain(IPV4) || name.subdomain(IPV6);
  }

  boolean isWhole() {
    return hex.length() == digits;
  }
}
