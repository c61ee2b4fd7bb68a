package io.paceline.dns.mdns;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A link of two hosts, made of two network namespaces: on one a Paceline peer, on the other a real
 * Avahi daemon with a message bus of its own. All of it is gone after {@link #remove}.
 */
final class AvahiLink {
  static final String PEER = "10.99.0.1";
  static final String AVAHI = "10.99.0.2";

  private final String left = "pl-mdns-a-" + ProcessHandle.current().pid();
  private final String right = "pl-mdns-b-" + ProcessHandle.current().pid();
  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private @Nullable Process avahi;
  private @Nullable PrintStream toPeer;
  private @Nullable BufferedReader fromPeer;

  AvahiLink(Path folder) {
    this.folder = folder;
  }

  /** Makes the link and starts all on it; it is to be removed even if this fails. */
  void open() throws IOException, InterruptedException {
    makeLink();
    startBus();
    avahi = startAvahi();
    startPeer();
  }

  private void makeLink() throws IOException, InterruptedException {
    String ip = RealProgram.IP.path().toString();
    RealProgram.requireMachine(
        exitCode(ip, "netns", "add", left) == 0,
        "no network namespace can be made here: it takes root");
    run(ip, "netns", "add", right);
    run(ip, "link", "add", "va", "netns", left, "type", "veth", "peer", "vb", "netns", right);
    bringUp(ip, left, "va", PEER);
    bringUp(ip, right, "vb", AVAHI);
  }

  private static void bringUp(String ip, String namespace, String link, String address)
      throws IOException, InterruptedException {
    run(ip, "-n", namespace, "link", "set", "lo", "up");
    run(ip, "-n", namespace, "link", "set", link, "up", "multicast", "on");
    run(ip, "-n", namespace, "addr", "add", address + "/24", "dev", link);
    run(ip, "-n", namespace, "route", "add", "224.0.0.0/4", "dev", link);
  }

  private void startBus() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("bus.conf"),
            """
            <busconfig>
              <type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/><allow own="*"/><allow send_type="method_call"/>
                <allow send_type="signal"/><allow receive_type="signal"/>
                <allow receive_type="method_call"/><allow receive_type="method_return"/>
                <allow receive_type="error"/>
                <allow send_requested_reply="true" send_type="method_return"/>
                <allow send_requested_reply="true" send_type="error"/>
              </policy>
            </busconfig>
            """
                .formatted(bus()));
    start(
        "bus", List.of(RealProgram.DBUS.path().toString(), "--config-file=" + config, "--nofork"));
    await("the bus", () -> Files.exists(bus()));
  }

  private Path bus() {
    return folder.resolve("bus");
  }

  private Process startAvahi() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("avahi.conf"),
            """
            [server]
            host-name=avahihost
            use-ipv6=no
            allow-interfaces=vb
            [publish]
            publish-workstation=no
            """);
    String avahi = RealProgram.AVAHI.path().toString();
    Process process =
        start(
            "avahi",
            inRight(
                avahi, "-f", config.toString(), "--no-drop-root", "--no-chroot", "--no-rlimits"));
    await(
        "Avahi: " + log("avahi"),
        () -> {
          String said = Files.readString(log("avahi"));
          assertThat(process.isAlive()).as(said).isTrue();
          return said.contains("Server startup complete");
        });
    return process;
  }

  private void startPeer() throws IOException {
    List<String> command = new ArrayList<>(namespaced(left, "java"));
    command.set(
        command.size() - 1, Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of("-Xmx64m", "-cp", System.getProperty("java.class.path"), MdnsPeer.class.getName()));
    command.add(PEER);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(log("peer").toFile());
    Process peer = builder.start();
    started.add(peer);
    toPeer = new PrintStream(peer.getOutputStream(), true, StandardCharsets.UTF_8);
    fromPeer =
        new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Sends a command to the peer and returns its answer. */
  String tellPeer(String... words) {
    requireNonNull(toPeer).println(String.join("\t", words));
    return peerLine();
  }

  private String peerLine() {
    try {
      String line = requireNonNull(fromPeer).readLine();
      if (line == null) {
        throw new IllegalStateException("the peer ended:\n" + Files.readString(log("peer")));
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the peer in an orderly way; what it says at last. */
  String closePeer() {
    requireNonNull(toPeer).close();
    return peerLine();
  }

  /** What {@code avahi-browse -prt} prints of a type: resolved instances only. */
  List<String> browse(String type) throws IOException, InterruptedException {
    String program = RealProgram.AVAHI_BROWSE.path().toString();
    Process process = builder(inRight(program, "-prt", type)).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().filter(line -> line.startsWith("=")).toList();
  }

  /** Runs one of Avahi's programs to its end and returns what it prints. */
  String avahi(String program, String... arguments) throws IOException, InterruptedException {
    Process process = builder(avahiCommand(program, arguments)).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** Starts one of Avahi's programs that goes on until it is ended. */
  Process startAvahiProgram(String program, String... arguments) throws IOException {
    Process process =
        builder(avahiCommand(program, arguments)).redirectOutput(log(program).toFile()).start();
    started.add(process);
    return process;
  }

  private List<String> avahiCommand(String program, String... arguments) {
    Path beside = RealProgram.AVAHI_BROWSE.path().resolveSibling(program);
    List<String> command = new ArrayList<>(List.of(beside.toString()));
    command.addAll(List.of(arguments));
    return inRight(command.toArray(String[]::new));
  }

  /** Kills Avahi, so that no goodbye is said, and starts it with an empty memory. */
  void restartAvahi() throws IOException, InterruptedException {
    requireNonNull(avahi).destroyForcibly().waitFor();
    Files.deleteIfExists(log("avahi"));
    avahi = startAvahi();
  }

  /** Runs a program on Avahi's host. */
  void runBesideAvahi(String... command) throws IOException, InterruptedException {
    run(inRight(command).toArray(String[]::new));
  }

  private List<String> inRight(String... command) {
    return namespaced(right, command);
  }

  private static List<String> namespaced(String namespace, String... command) {
    List<String> whole =
        new ArrayList<>(List.of(RealProgram.IP.path().toString(), "netns", "exec", namespace));
    whole.addAll(List.of(command));
    return whole;
  }

  private Process start(String name, List<String> command) throws IOException {
    Process process = builder(command).redirectOutput(log(name).toFile()).start();
    started.add(process);
    return process;
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + bus());
    return builder;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(30)).until(condition);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int code = exitCode(command);
    if (code != 0) {
      throw new IOException(List.of(command) + " ended with " + code);
    }
  }

  private static int exitCode(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Ends all that was started and removes the link. */
  void remove() throws IOException, InterruptedException {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    String ip = RealProgram.IP.path().toString();
    exitCode(ip, "netns", "del", left);
    exitCode(ip, "netns", "del", right);
  }
}
