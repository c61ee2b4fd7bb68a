package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.consul.ConsulTls.ClientCertificate;
import io.paceline.consul.testing.ConsulProcess;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with a real server that asks for client certificates; all of them from consul tls. */
final class ConsulTlsInteropTest {
  private static final ConsulRequest READ =
      ConsulRequest.get(Duration.ofSeconds(10), "catalog", "service", "consul");

  @TempDir static Path directory;

  private static ConsulProcess consul;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    tls("ca", "create");
    tls("ca", "create", "-domain", "stranger");
    tls("cert", "create", "-server", "-dc", "dc1");
    tls("cert", "create", "-client", "-dc", "dc1");
    port = ConsulProcess.freePort();
    consul =
        ConsulProcess.startDev(
            "-hcl=ports{https="
                + port
                + "} tls{defaults{ca_file="
                + quoted("consul-agent-ca.pem")
                + " cert_file="
                + quoted("dc1-server-consul-0.pem")
                + " key_file="
                + quoted("dc1-server-consul-0-key.pem")
                + " verify_incoming=true} internal_rpc{verify_incoming=false}}");
  }

  @AfterAll
  static void stop() {
    if (consul != null) {
      consul.close();
    }
  }

  private static String quoted(String file) {
    return '"' + directory.resolve(file).toString() + '"';
  }

  private static void tls(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(RealProgram.CONSUL.path().toString(), "tls"));
    command.addAll(Arrays.asList(words));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as("%s", command).isZero();
  }

  private static ConsulTls withoutCertificate(String ca) {
    return new ConsulTls(Optional.of(directory.resolve(ca)), Optional.empty());
  }

  private static ConsulTls withCertificate() {
    ClientCertificate certificate =
        new ClientCertificate(
            directory.resolve("dc1-client-consul-0.pem"),
            directory.resolve("dc1-client-consul-0-key.pem"));
    return new ConsulTls(
        Optional.of(directory.resolve("consul-agent-ca.pem")), Optional.of(certificate));
  }

  private static ConsulServers servers(String host, ConsulTls tls) throws IOException {
    return ConsulServers.of(ConsulConfig.of("https://" + host + ":" + port).withTls(tls.context()));
  }

  private static ConsulException failure(String host, ConsulTls tls) throws IOException {
    try (ConsulServers servers = servers(host, tls)) {
      return catchThrowableOfType(ConsulException.class, () -> servers.call(READ));
    }
  }

  @Test
  void client_certificate_opens_a_server_that_asks_for_one() throws Exception {
    for (String host : List.of("127.0.0.1", "localhost")) {
      try (ConsulServers servers = servers(host, withCertificate())) {
        assertThat(servers.call(READ).body()).contains("srv1");
      }
    }
  }

  @Test
  void server_that_asks_for_a_certificate_is_not_reached_without() throws Exception {
    ConsulException refused = failure("127.0.0.1", withoutCertificate("consul-agent-ca.pem"));
    assertThat(refused.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void server_whose_certificate_has_another_name_is_refused() throws Exception {
    ConsulException refused = failure("127.0.0.2", withCertificate());
    assertThat(refused.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(refused).hasMessageContaining("127.0.0.2").hasMessageContaining("subject");
  }

  @Test
  void server_of_another_authority_is_refused() throws Exception {
    ConsulException refused = failure("127.0.0.1", withoutCertificate("stranger-agent-ca.pem"));
    assertThat(refused.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(refused).hasMessageContaining("certification path");
  }

  @Test
  void services_are_registered_and_read_over_tls() throws Exception {
    RegistrationConfig config =
        RegistrationConfig.of("tls-1", "127.0.0.1").withExpectedProcesses(1);
    try (ConsulServers servers = servers("localhost", withCertificate());
        AgentlessRegistration registration = AgentlessRegistration.start(servers, config);
        ConsulCatalog catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT)) {
      registration
          .register(io.paceline.service.ServiceInstance.builder("tls-web").port(1).build())
          .get();
      assertThat(catalog.fetch("tls-web").get().entries()).hasSize(1);
      assertThat(registration.leave(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void files_that_are_not_what_they_should_be_are_named() throws IOException {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "hello");
    assertThatThrownBy(() -> new ConsulTls(Optional.of(nonsense), Optional.empty()).context())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nonsense.pem");
    ClientCertificate keyless =
        new ClientCertificate(directory.resolve("dc1-client-consul-0.pem"), nonsense);
    assertThatThrownBy(() -> new ConsulTls(Optional.empty(), Optional.of(keyless)).context())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nonsense.pem has no private key");
  }
}
