package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that ask whoever the host's resolver configuration names, on port 53. */
class NamespaceTest {
  /** Network and mounts of its own: both end with the last process in them. */
  private static final String SETUP =
      "ip link set lo up && mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

  @TempDir Path folder;

  @Test
  void getent_curl_the_jvm_and_prometheus_find_a_service_by_the_hosts_resolver() throws Exception {
    String unshare = RealProgram.UNSHARE.path().toString();
    RealProgram.CURL.path();
    String prometheus = RealProgram.PROMETHEUS.path().toString();
    Path resolver = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    assumeNamespaces(unshare);
    String output =
        Output.of(
            List.of(
                unshare,
                "--net",
                "--mount",
                "sh",
                "-c",
                SETUP,
                resolver.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ResolverClients.class.getName(),
                prometheus,
                folder.toString()));
    assertThat(output)
        .containsPattern("getent web: 127\\.0\\.0\\.1 +STREAM web\\.service\\.consul")
        .containsPattern("getent six: 2001:db8::6 +STREAM six\\.service\\.consul")
        .containsPattern("(?m)^getent nosuch: $")
        .containsPattern("prometheus: http://n1\\.node\\.dc1\\.consul:[0-9]+/metrics")
        .contains("curl: hello|")
        .contains("jvm: [web.service.consul/127.0.0.1]")
        .contains("reverse: n6.node.dc1.consul")
        .contains("failures: 0");
  }

  private static void assumeNamespaces(String unshare) throws Exception {
    String tried = Output.of(List.of(unshare, "--net", "--mount", "sh", "-c", "ip link set lo up"));
    boolean required = System.getProperty("paceline.peers", "").equals("required");
    if (!tried.isEmpty() && !required) {
      Assumptions.abort("no network namespace here: " + tried);
    }
    assertThat(tried).isEmpty();
  }
}
