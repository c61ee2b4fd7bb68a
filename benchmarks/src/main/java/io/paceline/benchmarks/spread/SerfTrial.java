package io.paceline.benchmarks.spread;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Agents of serf, each a process. A change is a user event, and begins when its origin logs it, so
 * that the start of the command that fires it does not count. A victim is gone when a member logs
 * that it failed. The program is named by the property {@code serf}.
 */
public final class SerfTrial implements Contestant {
  private static final String SERF = System.getProperty("serf", "serf");

  /** A thing that a log may say, and who waits for it. */
  private record Wanted(String text, int origin, Sightings seen) {}

  private final List<Integer> rpcPorts = new ArrayList<>();
  private final Map<Integer, List<String>> joined = new ConcurrentHashMap<>();
  private volatile Wanted wanted = new Wanted("nothing yet", -1, new Sightings(0));
  private int seedPort;

  private SerfTrial() {}

  /** See {@link Trial#run}. */
  public static void main(String[] args) throws Exception {
    Trial.run(new SerfTrial(), args);
  }

  @Override
  public void start(int members) throws IOException, InterruptedException {
    for (int i = 0; i < members; i++) {
      startAgent("n" + i, i);
    }
    for (int i = 0; i < members; i++) {
      for (int j = 0; j < members; j++) {
        awaitJoin(i, "n" + j);
      }
    }
  }

  private Process startAgent(String name, int member) throws IOException {
    int port = freePort();
    int rpc = freePort();
    List<String> command =
        new ArrayList<>(List.of(SERF, "agent", "-node=" + name, "-bind=127.0.0.1:" + port));
    command.add("-rpc-addr=127.0.0.1:" + rpc);
    if (seedPort == 0) {
      seedPort = port;
    } else {
      command.add("-retry-join=127.0.0.1:" + seedPort);
      command.add("-retry-interval=1s");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    rpcPorts.add(rpc);
    Thread reader = new Thread(() -> read(process, member), "log of " + name);
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void read(Process process, int member) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        onLine(member, line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onLine(int member, String line) {
    int join = line.indexOf("EventMemberJoin: ");
    if (join >= 0) {
      String name = line.substring(join + "EventMemberJoin: ".length()).split(" ")[0];
      joined.computeIfAbsent(member, m -> new ArrayList<>()).add(name);
    }
    Wanted now = wanted;
    if (member < now.seen.members() && line.endsWith(now.text)) {
      if (member == now.origin) {
        now.seen.begin();
      }
      now.seen.seenBy(member);
    }
  }

  private void awaitJoin(int member, String name) throws InterruptedException {
    while (!List.copyOf(joined.getOrDefault(member, List.of())).contains(name)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Override
  public void change(int number, int origin, Sightings seen) throws IOException {
    String name = "change-" + number;
    wanted = new Wanted("user-event: " + name, origin, seen);
    new ProcessBuilder(
            SERF, "event", "-coalesce=false", "-rpc-addr=127.0.0.1:" + rpcPorts.get(origin), name)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Override
  public Process startVictim(int number) throws IOException, InterruptedException {
    int members = rpcPorts.size() - number;
    Process victim = startAgent("victim-" + number, members + number);
    for (int i = 0; i < members; i++) {
      awaitJoin(i, "victim-" + number);
    }
    return victim;
  }

  @Override
  public void watchForTheEnd(int number, Sightings gone) {
    wanted = new Wanted("EventMemberFailed: victim-" + number + " 127.0.0.1", -1, gone);
  }
}
