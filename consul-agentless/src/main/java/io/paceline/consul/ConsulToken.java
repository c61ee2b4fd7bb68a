package io.paceline.consul;

/**
 * An ACL token. It leaves this process in the header {@code X-Consul-Token} and nowhere else: not
 * in a URL, which proxies and servers log, and not in a text of ours.
 */
public final class ConsulToken {
  /** No token: Consul's anonymous one. */
  public static final ConsulToken NONE = new ConsulToken("");

  private final String secret;

  private ConsulToken(String secret) {
    this.secret = secret;
  }

  /**
   * A token by its secret id.
   *
   * @throws IllegalArgumentException if it cannot stand in a header; the text does not repeat it
   */
  public static ConsulToken of(String secret) {
    if (secret.isEmpty() || secret.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("an ACL token must be printable ASCII without spaces");
    }
    return new ConsulToken(secret);
  }

  boolean isPresent() {
    return !secret.isEmpty();
  }

  /** For the header only. */
  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return isPresent() ? "ConsulToken[hidden]" : "ConsulToken[none]";
  }
}
