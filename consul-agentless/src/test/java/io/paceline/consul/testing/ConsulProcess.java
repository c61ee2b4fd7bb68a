package io.paceline.consul.testing;

import static org.awaitility.Awaitility.await;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Consul on free ports of loopback, in a process of its own: a server in development mode, a
 * cluster of servers with data directories, or a client agent. A test that asks for one ends as
 * skipped where there is no Consul, see {@link RealProgram}.
 *
 * <p>Development mode keeps everything in memory and gossips with very short timers: for anything
 * about time, use a cluster.
 */
public final class ConsulProcess implements AutoCloseable {
  private static final Duration UP_MAX = Duration.ofSeconds(60);
  private static final int PORTS = 6;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final String node;
  private final List<Integer> ports;
  private final Path directory;

  private ConsulProcess(Process process, String node, List<Integer> ports, Path directory) {
    this.process = process;
    this.node = node;
    this.ports = ports;
    this.directory = directory;
  }

  /**
   * One server in development mode, ready. A session may be as short as a second, and the server
   * writes no coordinates into its raft log, so that an idle one's log does not grow.
   *
   * @param options more of its command line
   */
  public static ConsulProcess startDev(String... options) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("-dev", "-hcl=session_ttl_min=\"1s\" disable_coordinates=true"));
    words.addAll(List.of(options));
    ConsulProcess server = start("srv1", words, freePorts());
    server.awaitReady();
    return server;
  }

  /** This many servers that form a cluster, with a leader. */
  public static List<ConsulProcess> startCluster(int servers) throws IOException {
    List<List<Integer>> ports = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      ports.add(freePorts());
    }
    List<ConsulProcess> cluster = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      List<String> words = new ArrayList<>(List.of("-server", "-bootstrap-expect=" + servers));
      ports.forEach(other -> words.addAll(join(other)));
      cluster.add(start("srv" + (i + 1), words, ports.get(i)));
    }
    cluster.forEach(ConsulProcess::awaitReady);
    return cluster;
  }

  /** A client agent, as it stands on each host of a Consul user. */
  public static ConsulProcess startClient(String node, ConsulProcess server) throws IOException {
    ConsulProcess client = start(node, join(server.ports), freePorts());
    client.awaitReady();
    return client;
  }

  private static List<String> join(List<Integer> ports) {
    return List.of("-retry-join=127.0.0.1:" + ports.get(2), "-retry-interval=1s");
  }

  private static ConsulProcess start(String node, List<String> words, List<Integer> ports)
      throws IOException {
    Path program = RealProgram.CONSUL.path();
    Path directory = Files.createTempDirectory("consul-" + node);
    List<String> command = new ArrayList<>(List.of(program.toString(), "agent", "-node=" + node));
    command.addAll(
        List.of(
            "-bind=127.0.0.1",
            "-client=127.0.0.1 127.0.0.2",
            "-http-port=" + ports.get(0),
            "-dns-port=" + ports.get(1),
            "-serf-lan-port=" + ports.get(2),
            "-serf-wan-port=" + ports.get(3),
            "-server-port=" + ports.get(4),
            "-grpc-port=-1",
            "-grpc-tls-port=-1",
            "-hcl=connect{enabled=false} limits{http_max_conns_per_client=2000}"
                + " performance{raft_multiplier=1} disable_update_check=true"));
    command.addAll(words);
    if (!words.contains("-dev")) {
      command.add("-data-dir=" + directory.resolve("data"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    return new ConsulProcess(process, node, ports, directory);
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < PORTS; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void awaitReady() {
    try {
      await().atMost(UP_MAX).pollInterval(Duration.ofMillis(100)).until(this::isReady);
    } catch (RuntimeException e) {
      String said = log();
      close();
      throw new IllegalStateException("Consul did not come up; it said:\n" + said, e);
    }
  }

  /** It has a leader, and has written what it writes of itself: then its raft log is at rest. */
  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("Consul ended with " + process.exitValue());
    }
    try {
      return get("/v1/catalog/service/consul").length() > 2 && log().contains("Synced node info");
    } catch (IOException e) {
      return false;
    }
  }

  /** What it answers by plain HTTP, asked without any code under test. */
  public String get(String path) throws IOException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** Puts a body; returns the answer. */
  public String put(String path, String body) throws IOException {
    return send(HttpRequest.newBuilder(uri(path)).PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private URI uri(String path) {
    return URI.create("http://" + http() + path);
  }

  private static String send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  public String node() {
    return node;
  }

  /** Host and port for plain HTTP; the same port answers at 127.0.0.2 too. */
  public String http() {
    return "127.0.0.1:" + ports.get(0);
  }

  /** A free port for whatever the settings want it for. */
  public static int freePort() throws IOException {
    return freePorts().get(5);
  }

  public int gossipPort() {
    return ports.get(2);
  }

  /** Whether it is the leader, by its own account. */
  public boolean isLeader() throws IOException {
    return get("/v1/status/leader").equals("\"127.0.0.1:" + ports.get(4) + "\"");
  }

  public String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the process dead, as a crash of the machine would, until it is let go on. */
  public void pause() throws IOException {
    signal("STOP");
  }

  public void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(ConsulProcess::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
