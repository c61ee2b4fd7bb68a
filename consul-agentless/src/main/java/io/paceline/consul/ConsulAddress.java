package io.paceline.consul;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where one Consul server answers HTTP.
 *
 * @param tls whether to speak HTTPS
 * @param host a name or an IP address, without brackets
 * @param port 1 to 65535
 */
public record ConsulAddress(boolean tls, String host, int port) {
  /** Consul's port for plain HTTP. */
  public static final int HTTP_PORT = 8500;

  /** The customary port for HTTPS; Consul itself has none by default. */
  public static final int HTTPS_PORT = 8501;

  public ConsulAddress {
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || "/?#@[]\\".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("\"" + host + "\" is not the name of a Consul server");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port (" + port + ") must be 1 to 65535");
    }
  }

  /**
   * Reads {@code HOST}, {@code HOST:PORT}, or either with {@code http://} or {@code https://}
   * before it; an IPv6 address needs brackets.
   */
  public static ConsulAddress parse(String text) {
    String url = text.contains("://") ? text : "http://" + text;
    try {
      URI uri = new URI(url);
      boolean tls = "https".equalsIgnoreCase(uri.getScheme());
      if (uri.getHost() == null || !(tls || "http".equalsIgnoreCase(uri.getScheme()))) {
        throw notAnAddress(text);
      }
      if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getRawPath().length() > 1) {
        throw notAnAddress(text);
      }
      int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
      return new ConsulAddress(tls, uri.getHost().replaceAll("[\\[\\]]", ""), port);
    } catch (URISyntaxException e) {
      throw notAnAddress(text);
    }
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "a Consul server is written [http[s]://]HOST[:PORT], not \"" + text + "\"");
  }

  String scheme() {
    return tls ? "https" : "http";
  }

  /** The host as it stands in a URL: an IPv6 address in brackets. */
  String urlHost() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  @Override
  public String toString() {
    return scheme() + "://" + urlHost() + ":" + port;
  }
}
