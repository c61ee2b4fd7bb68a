package io.paceline.sidecar.cli;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a command finds an agent.
 *
 * @param base scheme, host and port; no path
 */
record AgentAddress(String base) {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  /** Reads {@code IP:PORT}, or the same with a scheme; HTTPS takes a name too, to be verified. */
  static AgentAddress parse(String option, String text) {
    if (text.startsWith(HTTPS)) {
      return new AgentAddress(secure(option, text));
    }
    String address = text.startsWith(HTTP) ? text.substring(HTTP.length()) : text;
    return new AgentAddress(HTTP + HostPort.text(HostPort.parse(option, address)));
  }

  private static String secure(String option, String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && uri.getPort() >= 0 && text.endsWith(":" + uri.getPort())) {
        return HTTPS + uri.getHost() + ":" + uri.getPort();
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " must be https://HOST:PORT, not \"" + text + "\"");
  }

  boolean isSecure() {
    return base.startsWith(HTTPS);
  }
}
