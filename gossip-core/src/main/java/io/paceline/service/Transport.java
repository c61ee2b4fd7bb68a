package io.paceline.service;

import java.util.Locale;

/** The transport protocol of a service, the second label of an RFC 6763 service type. */
public enum Transport {
  /** {@code _tcp}, which also stands for whatever is not UDP (RFC 6763 section 7). */
  TCP,
  /** {@code _udp}. */
  UDP;

  /** The label of RFC 6763 section 7 without its underscore: {@code tcp} or {@code udp}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
