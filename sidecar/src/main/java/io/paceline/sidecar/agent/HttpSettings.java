package io.paceline.sidecar.agent;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.http.HttpSecurity;
import io.paceline.sidecar.http.HttpToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How the HTTP API is served.
 *
 * @param bind where; beyond loopback only with a token
 * @param tokenFile holds what requests have to show
 * @param tls certificate and key, for HTTPS
 * @param checkTargets where checks that come by the API may connect to
 */
public record HttpSettings(
    InetSocketAddress bind,
    Optional<Path> tokenFile,
    Optional<Tls> tls,
    CheckTargets checkTargets) {
  /**
   * PEM files.
   *
   * @param certificate the server's, and those between it and the one that clients trust
   * @param key the server's, PKCS#8
   */
  public record Tls(Path certificate, Path key) {}

  /** Reads the files. */
  HttpSecurity security() throws IOException {
    Optional<HttpToken> token = Optional.empty();
    if (tokenFile.isPresent()) {
      String secret = SecretFile.read("token file", tokenFile.get()).strip();
      token = Optional.of(token(secret));
    }
    return tls.isPresent()
        ? new HttpSecurity(token, Optional.of(context(tls.get())))
        : new HttpSecurity(token, Optional.empty());
  }

  private HttpToken token(String secret) throws KeyFileException {
    try {
      return HttpToken.of(secret);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException("token file " + tokenFile.orElseThrow() + ": " + e.getMessage());
    }
  }

  private static SslContext context(Tls tls) throws IOException {
    byte[] key = SecretFile.read("TLS key file", tls.key()).getBytes(StandardCharsets.US_ASCII);
    try (InputStream certificate = Files.newInputStream(tls.certificate())) {
      return SslContextBuilder.forServer(certificate, new ByteArrayInputStream(key))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new KeyFileException(
          "TLS files " + tls.certificate() + " and " + tls.key() + " are not certificate and key");
    } catch (IOException e) {
      throw new KeyFileException("TLS certificate file " + tls.certificate() + " cannot be read");
    }
  }
}
