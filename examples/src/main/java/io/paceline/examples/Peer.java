package io.paceline.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent of the demo, in a process of its own, on free ports of loopback. */
final class Peer implements AutoCloseable {
  private static final Pattern BANNER =
      Pattern.compile("(\\S+) is up: gossip (\\S+), DNS \\S+:(\\d+), HTTP (\\S+)");
  private static final int MILLIS_MAX = 10_000;

  private final Process process;
  private final String gossip;
  private final int dnsPort;
  private final String http;

  private Peer(Process process, Matcher banner) {
    this.process = process;
    this.gossip = banner.group(2);
    this.dnsPort = Integer.parseInt(banner.group(3));
    this.http = banner.group(4);
  }

  /** Started and bound: {@code java -cp … Paceline agent …}, with this program's own class path. */
  static Peer start(String name, List<String> seeds) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.paceline.sidecar.Paceline", "agent", "--profile", "local"));
    command.addAll(List.of("--node", name, "--bind", "127.0.0.1:0"));
    command.addAll(List.of("--dns", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    seeds.forEach(seed -> command.addAll(List.of("--join", seed)));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // its log
            .start();
    return new Peer(process, banner(process));
  }

  private static Matcher banner(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine(); // null if the process ended instead
    Matcher banner = BANNER.matcher(line == null ? "" : line);
    if (!banner.matches()) {
      process.destroyForcibly();
      throw new IOException("the peer did not start; run its command by hand to see why");
    }
    System.out.println("  " + line);
    return banner;
  }

  String gossip() {
    return gossip;
  }

  InetSocketAddress dns() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
  }

  /** What {@code paceline register --name … --port …} does. */
  void register(String service, int port) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection)
            URI.create("http://" + http + "/v1/agent/service/register")
                .toURL()
                .openConnection(Proxy.NO_PROXY);
    request.setRequestMethod("PUT");
    request.setConnectTimeout(MILLIS_MAX);
    request.setReadTimeout(MILLIS_MAX);
    request.setDoOutput(true);
    String body = "{\"Name\":\"" + service + "\",\"Port\":" + port + "}";
    request.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    if (request.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("registration was refused: " + request.getResponseMessage());
    }
  }

  /** SIGKILL, so that it cannot say goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
