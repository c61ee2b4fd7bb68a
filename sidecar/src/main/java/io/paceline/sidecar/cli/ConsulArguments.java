package io.paceline.sidecar.cli;

import io.paceline.consul.CatalogConfig;
import io.paceline.consul.ConsulAddress;
import io.paceline.consul.ConsulConfig;
import io.paceline.consul.ConsulTls;
import io.paceline.consul.ConsulTls.ClientCertificate;
import io.paceline.consul.ConsulToken;
import io.paceline.consul.ReadConsistency;
import io.paceline.sidecar.agent.ConsulSettings;
import io.paceline.sidecar.agent.ConsulSettings.DnsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the options that begin with {@code --consul} mean. The token comes from a file or from
 * Consul's own environment variables, never from the command line, which every user of the host can
 * read.
 */
final class ConsulArguments {
  static final String TOKEN_VARIABLE = "CONSUL_HTTP_TOKEN";
  static final String TOKEN_FILE_VARIABLE = "CONSUL_HTTP_TOKEN_FILE";

  /** Each service followed takes a thread; all but 64 are asked every 15 s. */
  private static final int SERVICES_MAX = 1_024;

  private static final List<AgentOption> DEPENDENT =
      Arrays.stream(AgentOption.values())
          .filter(option -> option.flag().startsWith("--consul-"))
          .filter(option -> option != AgentOption.CONSUL_LAN) // gossip's affair
          .toList();

  private final AgentArguments arguments;
  private final Function<String, @Nullable String> environment;

  ConsulArguments(AgentArguments arguments, Function<String, @Nullable String> environment) {
    this.arguments = arguments;
    this.environment = environment;
  }

  /**
   * The settings, if there are servers to talk to.
   *
   * @throws IllegalArgumentException naming the option and the value that are wrong
   */
  Optional<ConsulSettings> settings() {
    List<String> servers = AgentRun.list(arguments, AgentOption.CONSUL);
    if (servers.isEmpty()) {
      for (AgentOption option : DEPENDENT) {
        if (arguments.has(option)) {
          throw new IllegalArgumentException(option.flag() + " needs --consul");
        }
      }
      return Optional.empty();
    }
    return Optional.of(
        new ConsulSettings(
            servers(servers),
            reads(),
            DnsSource.parse(arguments.value(AgentOption.CONSUL_DNS).orElse("both")),
            AgentRun.isOn(arguments, AgentOption.CONSUL_REGISTER),
            arguments.has(AgentOption.CONSUL_MIRROR)));
  }

  private ConsulConfig servers(List<String> addresses) {
    Optional<ConsulTls> tls = tls();
    // with an authority or a certificate of its own, "host:port" means HTTPS
    String scheme = tls.isPresent() ? "https://" : "";
    String[] servers =
        addresses.stream()
            .map(address -> address.contains("://") ? address : scheme + address)
            .toArray(String[]::new);
    ConsulConfig config = ConsulConfig.of(servers).withToken(token());
    if (tls.isEmpty()) {
      return config;
    }
    if (config.servers().stream().noneMatch(ConsulAddress::tls)) {
      throw new IllegalArgumentException("TLS files are given, but every --consul is http://");
    }
    try {
      return config.withTls(tls.get().context());
    } catch (IOException e) {
      throw new IllegalArgumentException("Consul's TLS files: " + reason(e), e);
    }
  }

  private Optional<ConsulTls> tls() {
    Optional<Path> ca = arguments.value(AgentOption.CONSUL_CA_FILE).map(Path::of);
    Optional<Path> certificate = arguments.value(AgentOption.CONSUL_CERT_FILE).map(Path::of);
    Optional<Path> key = arguments.value(AgentOption.CONSUL_KEY_FILE).map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "--consul-cert-file and --consul-key-file belong together");
    }
    if (ca.isEmpty() && certificate.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ConsulTls(ca, certificate.flatMap(c -> key.map(k -> new ClientCertificate(c, k)))));
  }

  private ConsulToken token() {
    Optional<Path> file =
        arguments
            .value(AgentOption.CONSUL_TOKEN_FILE)
            .or(() -> Optional.ofNullable(environment.apply(TOKEN_FILE_VARIABLE)))
            .map(Path::of);
    if (file.isPresent()) {
      return ConsulToken.of(read(file.get()));
    }
    String token = environment.apply(TOKEN_VARIABLE);
    return token == null || token.isEmpty() ? ConsulToken.NONE : ConsulToken.of(token);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException("Consul's token file: " + reason(e), e);
    }
  }

  /** The exceptions of the file system have the path as their whole message. */
  private static String reason(IOException e) {
    return e.getClass() == IOException.class && e.getMessage() != null
        ? e.getMessage()
        : e.toString().replaceFirst("^[\\w.]*\\.", "");
  }

  private CatalogConfig reads() {
    String consistency = arguments.value(AgentOption.CONSUL_CONSISTENCY).orElse("stale");
    Duration maxStale =
        arguments
            .value(AgentOption.CONSUL_MAX_STALE)
            .map(text -> TimeValue.parse(AgentOption.CONSUL_MAX_STALE.flag(), text))
            .orElse(CatalogConfig.DEFAULT.maxStale());
    return CatalogConfig.DEFAULT
        .withConsistency(consistency(consistency))
        .withMaxStale(maxStale)
        .withFollowedMax(SERVICES_MAX);
  }

  private static ReadConsistency consistency(String text) {
    for (ReadConsistency consistency : ReadConsistency.values()) {
      if (consistency.name().toLowerCase(Locale.ROOT).equals(text)) {
        return consistency;
      }
    }
    throw new IllegalArgumentException(
        "--consul-consistency must be stale, default or consistent, not \"" + text + "\"");
  }
}
