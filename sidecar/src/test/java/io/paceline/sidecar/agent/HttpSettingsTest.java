package io.paceline.sidecar.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.cli.PacelineCommand;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSettingsTest {
  private static final char[] PASSWORD = "not a secret".toCharArray();
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path directory;

  @Test
  void api_is_served_by_tls_with_the_operators_certificate() throws Exception {
    KeyStore store = selfSigned();
    Path certificate =
        file("cert", "CERTIFICATE", store.getCertificate("a").getEncoded(), "rw-r--r--");
    Path key = file("key", "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded(), "rw-------");
    HttpSettings settings = tls(certificate, key);
    try (HttpServer server =
        HttpServer.start(
            LOOPBACK,
            call -> CompletableFuture.completedStage(HttpReply.text(200, call.path())),
            settings.security())) {
      URI uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/v1/x");
      HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
      connection.setSSLSocketFactory(trusting(store).getSocketFactory());
      assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("/v1/x");
      String address = "https://127.0.0.1:" + server.address().getPort();
      List<String> command = List.of("members", "--json", "--http-addr", address);
      assertThat(PacelineCommand.run(with(command, "--http-ca-file", certificate.toString())))
          .isZero();
      assertThat(PacelineCommand.run(command)).isEqualTo(5); // nobody vouches for the agent
    }
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void secret_that_others_may_read_is_refused() throws Exception {
    Path key = file("key", "PRIVATE KEY", new byte[100], "rw-r--r--");
    assertThatThrownBy(() -> tls(key, key).security())
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("chmod 600");
    Path token = file("token", "X", new byte[100], "rw-rw----");
    assertThatThrownBy(() -> token(token).security())
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("token file")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void file_that_holds_no_key_or_too_short_a_token_is_refused_without_being_shown()
      throws Exception {
    Path noise = Files.writeString(directory.resolve("noise"), "a5ecret");
    Files.setPosixFilePermissions(noise, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> tls(noise, noise).security())
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("are not certificate and key")
        .hasMessageNotContaining("a5ecret");
    assertThatThrownBy(() -> token(noise).security())
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("at least 16 characters")
        .hasMessageNotContaining("a5ecret");
  }

  private static HttpSettings tls(Path certificate, Path key) {
    return new HttpSettings(
        LOOPBACK,
        Optional.empty(),
        Optional.of(new HttpSettings.Tls(certificate, key)),
        CheckTargets.LOOPBACK);
  }

  private static HttpSettings token(Path file) {
    return new HttpSettings(LOOPBACK, Optional.of(file), Optional.empty(), CheckTargets.LOOPBACK);
  }

  private Path file(String name, String type, byte[] content, String permissions)
      throws IOException {
    String pem =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
    Path file = Files.writeString(directory.resolve(name), pem);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private KeyStore selfSigned() throws Exception {
    Path store = directory.resolve("store");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=a",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    return loaded;
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", store.getCertificate("a"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
