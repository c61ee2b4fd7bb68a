package io.paceline.sidecar.cli;

import io.paceline.dns.mdns.MdnsConfig;
import io.paceline.gossip.Cidr;
import io.paceline.gossip.GossipConfig;
import io.paceline.sidecar.agent.Agent;
import io.paceline.sidecar.agent.AgentConfig;
import io.paceline.sidecar.agent.HttpSettings;
import io.paceline.sidecar.agent.KeyFile;
import io.paceline.sidecar.agent.KeyFileException;
import io.paceline.sidecar.agent.Profile;
import io.paceline.sidecar.agent.UnsafeBindException;
import io.paceline.sidecar.checks.CheckTargets;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs an agent in the foreground until it has left: by {@code paceline leave}, or by SIGTERM or
 * SIGINT, which leave gracefully too.
 */
final class AgentRun {
  private static final String GOSSIP_DEFAULT = "127.0.0.1:7946";
  static final String HTTP_DEFAULT = "127.0.0.1:8500";

  /** A little more than the agent itself allows for leaving. */
  private static final long SHUTDOWN_SECONDS_MAX = 10;

  private AgentRun() {}

  /**
   * Runs it.
   *
   * @param flags what was typed; environment and file are read here
   */
  static void run(AgentArguments flags, PrintStream out) throws CommandFailure {
    NettyDefaults.set();
    AgentArguments arguments =
        attempt(flags, () -> Settings.of(flags, System.getenv()).arguments());
    boolean skipLeave = skipsLeave(arguments);
    Agent agent = attempt(arguments, () -> Agent.start(config(arguments)));
    Thread onSignal =
        new Thread(skipLeave ? agent::close : () -> leaveOnSignal(agent), "paceline-shutdown");
    Runtime.getRuntime().addShutdownHook(onSignal);
    out.println(banner(agent));
    out.flush();
    try {
      agent.awaitLeft();
      if (Runtime.getRuntime().removeShutdownHook(onSignal)) {
        agent.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      awaitEnd(onSignal); // a signal came first: its thread closes the agent
    }
  }

  private static void leaveOnSignal(Agent agent) {
    agent.leave().completeOnTimeout(null, SHUTDOWN_SECONDS_MAX, TimeUnit.SECONDS).join();
    agent.close();
  }

  private static void awaitEnd(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(SHUTDOWN_SECONDS_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String banner(Agent agent) {
    return agent.name()
        + " is up: gossip "
        + HostPort.text(agent.gossipAddress())
        + ", DNS "
        + HostPort.text(agent.dnsAddress())
        + ", HTTP "
        + HostPort.text(agent.httpAddress());
  }

  /** What an agent would be started with, checked as far as that can be without starting it. */
  static AgentConfig checked(AgentArguments arguments) throws CommandFailure {
    return attempt(
        arguments,
        () -> {
          AgentConfig config = config(arguments);
          Agent.check(config);
          return config;
        });
  }

  /** Something that fails in one of the ways in which an agent's start can fail. */
  private interface Attempt<T> {
    T make() throws IOException;
  }

  private static <T> T attempt(AgentArguments arguments, Attempt<T> attempt) throws CommandFailure {
    try {
      return attempt.make();
    } catch (KeyFileException e) {
      throw new CommandFailure(ExitCode.BAD_KEY, message(e));
    } catch (UnsafeBindException e) {
      throw new CommandFailure(ExitCode.UNSAFE, message(e));
    } catch (BindException e) {
      throw new CommandFailure(ExitCode.ADDRESS_IN_USE, message(e));
    } catch (IOException e) {
      boolean stored = arguments.has(AgentOption.DATA_DIR);
      throw new CommandFailure(stored ? ExitCode.DATA_DIRECTORY : ExitCode.FAILED, message(e));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, message(e));
    }
  }

  private static boolean skipsLeave(AgentArguments arguments) throws CommandFailure {
    try {
      return isOn(arguments, AgentOption.SKIP_LEAVE, "false");
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, message(e));
    }
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** What the options mean. */
  static AgentConfig config(AgentArguments arguments) throws KeyFileException {
    return new AgentConfig(
        node(arguments),
        HostPort.parseLocal("--bind", arguments.value(AgentOption.BIND).orElse(GOSSIP_DEFAULT)),
        arguments.value(AgentOption.ADVERTISE).map(a -> HostPort.parseLocal("--advertise", a)),
        list(arguments, AgentOption.JOIN),
        new DnsArguments(arguments).settings(),
        http(arguments),
        mdns(arguments),
        arguments.value(AgentOption.DATA_DIR).map(Path::of),
        arguments.value(AgentOption.SERVICE_DIR).map(Path::of),
        security(arguments),
        blocks(arguments, AgentOption.ALLOW),
        arguments.value(AgentOption.CLUSTER).orElse(""),
        Profile.parse(arguments.value(AgentOption.PROFILE).orElse("lan")),
        tags(arguments),
        arguments.value(AgentOption.DC).orElse(AgentConfig.DEFAULT_DATACENTER),
        arguments.has(AgentOption.CONSUL_LAN),
        new ConsulArguments(arguments, System::getenv).settings());
  }

  private static String node(AgentArguments arguments) {
    return arguments.value(AgentOption.NODE).orElseGet(AgentRun::hostName);
  }

  private static HttpSettings http(AgentArguments arguments) {
    List<Cidr> targets = blocks(arguments, AgentOption.CHECK_ALLOW);
    return new HttpSettings(
        address(arguments, AgentOption.HTTP, HTTP_DEFAULT),
        arguments.value(AgentOption.HTTP_TOKEN_FILE).map(Path::of),
        tls(arguments),
        targets.isEmpty() ? CheckTargets.LOOPBACK : new CheckTargets(targets));
  }

  private static Optional<HttpSettings.Tls> tls(AgentArguments arguments) {
    Optional<Path> certificate = arguments.value(AgentOption.HTTP_CERT).map(Path::of);
    Optional<Path> key = arguments.value(AgentOption.HTTP_KEY).map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("--http-cert and --http-key need each other");
    }
    return certificate.map(file -> new HttpSettings.Tls(file, key.orElseThrow()));
  }

  private static Optional<MdnsConfig> mdns(AgentArguments arguments) {
    Optional<String> link = arguments.value(AgentOption.MDNS);
    boolean used =
        arguments.has(AgentOption.MDNS_PUBLISH) || arguments.has(AgentOption.MDNS_BROWSE);
    if (link.isEmpty() && used) {
      throw new IllegalArgumentException("--mdns-publish and --mdns-browse need --mdns");
    }
    return link.map(
        address ->
            new MdnsConfig(
                ip("--mdns", address),
                MdnsConfig.hostNameOf(node(arguments)),
                list(arguments, AgentOption.MDNS_PUBLISH),
                list(arguments, AgentOption.MDNS_BROWSE)));
  }

  private static InetAddress ip(String option, String text) {
    String host = text.contains(":") ? "[" + text + "]" : text;
    try {
      return HostPort.parse(option, host + ":0").getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " must be an IP address: " + text, e);
    }
  }

  private static GossipConfig.Security security(AgentArguments arguments) throws KeyFileException {
    Optional<String> keyFile = arguments.value(AgentOption.KEY_FILE);
    return new GossipConfig.Security(
        keyFile.isPresent() ? KeyFile.read(Path.of(keyFile.get())) : List.of(),
        isOn(arguments, AgentOption.VERIFY_INCOMING),
        isOn(arguments, AgentOption.VERIFY_OUTGOING),
        arguments.has(AgentOption.ALLOW_UNENCRYPTED));
  }

  /** What is on unless it is said to be off. */
  static boolean isOn(AgentArguments arguments, AgentOption option) {
    return isOn(arguments, option, "true");
  }

  private static boolean isOn(AgentArguments arguments, AgentOption option, String ifAbsent) {
    String value = arguments.value(option).orElse(ifAbsent);
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          option.flag() + " must be true or false, not \"" + value + "\"");
    }
    return value.equals("true");
  }

  private static List<Cidr> blocks(AgentArguments arguments, AgentOption option) {
    try {
      return list(arguments, option).stream().map(Cidr::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option.flag() + " " + e.getMessage(), e);
    }
  }

  private static InetSocketAddress address(
      AgentArguments arguments, AgentOption option, String ifAbsent) {
    return HostPort.parse(option.flag(), arguments.value(option).orElse(ifAbsent));
  }

  /** The values of an option that may be repeated, and may hold several with commas. */
  static List<String> list(AgentArguments arguments, AgentOption option) {
    List<String> values = new ArrayList<>();
    for (String value : arguments.all(option)) {
      values.addAll(List.of(value.split(",", -1)));
    }
    return values;
  }

  private static Map<String, String> tags(AgentArguments arguments) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String tag : arguments.all(AgentOption.TAG)) {
      KeyValue pair = KeyValue.parse("--tag", tag);
      if (tags.put(pair.key(), pair.value()) != null) {
        throw new IllegalArgumentException("--tag " + pair.key() + " is given twice");
      }
    }
    return tags;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("this host has no name: give --node", e);
    }
  }
}
