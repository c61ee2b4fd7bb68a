package io.paceline.sidecar.http;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * What protects a server beyond the address that it listens on.
 *
 * @param token what requests have to show; without one the Host header is looked at instead
 * @param tls what connections are encrypted with
 */
public record HttpSecurity(Optional<HttpToken> token, Optional<SslContext> tls) {
  /** Nothing: for a server on loopback. */
  public static final HttpSecurity NONE = new HttpSecurity(Optional.empty(), Optional.empty());
}
