package io.paceline.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Prometheus with a job whose targets come from SRV records ({@code dns_sd_configs}). It asks the
 * host's resolver, for the records and then for the addresses of their targets.
 */
final class PrometheusRun {
  private static final Pattern UP =
      Pattern.compile("\"scrapeUrl\":\"([^\"]*)\".*?\"health\":\"up\"");

  private PrometheusRun() {}

  /** Runs until a target is up and says which one. */
  static String targets(Path program, Path folder) throws IOException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        scrape_configs:
        - job_name: web
          scrape_interval: 1s
          scrape_timeout: 1s
          dns_sd_configs:
          - names: ['_web._tcp.service.consul']
            refresh_interval: 1s
        """);
    String listen = "127.0.0.1:" + freePort();
    Process prometheus =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + listen)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    try {
      URI api = URI.create("http://" + listen + "/api/v1/targets");
      return Awaitility.await()
          .atMost(Duration.ofSeconds(25))
          .ignoreExceptions() // it does not listen yet
          .until(() -> up(api), up -> !up.isEmpty());
    } finally {
      prometheus.destroyForcibly();
    }
  }

  private static String up(URI api) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(api).timeout(Duration.ofSeconds(5)).build();
    String targets =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher up = UP.matcher(targets);
    return up.find() ? up.group(1) : "";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
