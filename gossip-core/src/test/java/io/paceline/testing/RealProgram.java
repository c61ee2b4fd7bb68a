package io.paceline.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A program, not of this build, that a test talks to. It is looked for where its environment
 * variable says, then where {@code .ci/install-peers} puts it, then in the PATH. A test that needs
 * a missing one is skipped with the reason; with {@code -Dpaceline.peers=required} it fails
 * instead, so that CI cannot pass by testing nothing.
 */
public enum RealProgram {
  // the versions are those of .ci/install-peers
  SERF("serf", "0.11.0", "SERF_BIN"),
  SERF_OLD("serf", "0.9.4", "SERF_OLD_BIN"),
  CONSUL("consul", "1.22.7", "CONSUL_BIN"),
  /** A bare member of the library that serf is built on; the program is in {@code .ci}. */
  MEMBERLIST("memberlist", "0.5.2", "MEMBERLIST_BIN"),
  DIG("dig", "any", "DIG_BIN"),
  KDIG("kdig", "any", "KDIG_BIN"),
  DNSMASQ("dnsmasq", "any", "DNSMASQ_BIN"),
  UNBOUND("unbound", "any", "UNBOUND_BIN"),
  COREDNS("coredns", "1.15.0", "COREDNS_BIN"),
  HOST("host", "any", "HOST_BIN"),
  HAPROXY("haproxy", "any", "HAPROXY_BIN"),
  PROMTOOL("promtool", "any", "PROMTOOL_BIN"),
  PROMETHEUS("prometheus", "any", "PROMETHEUS_BIN"),
  CURL("curl", "any", "CURL_BIN"),
  UNSHARE("unshare", "any", "UNSHARE_BIN"),
  IP("ip", "any", "IP_BIN"),
  IPTABLES("iptables", "any", "IPTABLES_BIN"),
  AVAHI("avahi-daemon", "any", "AVAHI_BIN"),
  AVAHI_BROWSE("avahi-browse", "any", "AVAHI_BROWSE_BIN"),
  DBUS("dbus-daemon", "any", "DBUS_BIN"),
  /** The jar of an earlier Paceline, to be run by {@code java -jar}. */
  PREVIOUS("paceline-previous", RealProgram.PREVIOUS_COMMIT, "PREVIOUS_BIN");

  /** A shallow clone does not have it. */
  public static final String PREVIOUS_COMMIT = "9cab807";

  private final String command;
  private final String version;
  private final String variable;

  RealProgram(String command, String version, String variable) {
    this.command = command;
    this.version = version;
    this.variable = variable;
  }

  /** Where it is. Where it is not, the calling test ends here. */
  public Path path() {
    String named = System.getenv(variable);
    if (named != null) {
      // Asked for by name: another one in its place would test something else.
      return Files.isExecutable(Path.of(named))
          ? Path.of(named)
          : missing(variable + "=" + named + " is not a program");
    }
    for (Path candidate : candidates()) {
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return missing(
        command + " " + version + " is not here: run .ci/install-peers, or set " + variable);
  }

  private List<Path> candidates() {
    List<Path> found = new ArrayList<>();
    found.add(cache().resolve(Path.of("paceline", command + "-" + version, command)));
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(Pattern.quote(File.pathSeparator))) {
      found.add(Path.of(folder, command));
    }
    found.add(Path.of("/usr/sbin", command)); // Debian's daemons; not in every user's PATH
    return found;
  }

  private static Path cache() {
    String named = System.getenv("XDG_CACHE_HOME");
    return named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".cache");
  }

  /** Ends the calling test, because it needs something of this machine that is not there. */
  public static void requireMachine(boolean able, String reason) {
    if (!able) {
      missing(reason);
    }
  }

  private static Path missing(String reason) {
    if (System.getProperty("paceline.peers", "").equals("required")) {
      throw new AssertionError(reason);
    }
    return Assumptions.abort(reason);
  }
}
