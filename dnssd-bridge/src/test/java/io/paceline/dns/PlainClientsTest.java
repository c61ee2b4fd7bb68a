package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that can be pointed at a port: the JDK's own DNS client, and {@code host}. */
class PlainClientsTest {
  private final DnsServer server = start();

  private static DnsServer start() {
    var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      return DnsServer.start(DnsConfig.builder().bind(bind).build(), ConsulVectorCatalog.load());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // the client under test; its API takes a Hashtable
  private List<String> lookup(String name, String type) throws Exception {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + server.address().getPort());
    InitialDirContext context = new InitialDirContext(environment);
    try {
      Attribute found = context.getAttributes(name, new String[] {type}).get(type);
      return Collections.list(found.getAll()).stream().map(String::valueOf).sorted().toList();
    } finally {
      context.close();
    }
  }

  @Test
  void jndi_finds_servers_addresses_and_texts() throws Exception {
    assertThat(lookup("_web._tcp.service.consul", "SRV"))
        .containsExactly(
            "1 1 8081 n1.node.dc1.consul.",
            "1 10 8080 0a000005.addr.dc1.consul.",
            "1 3 8083 n3.node.dc1.consul.");
    assertThat(lookup("web.service.consul", "A"))
        .containsExactly("10.0.0.1", "10.0.0.3", "10.0.0.5");
    assertThat(lookup("n1.node.consul", "TXT")).containsExactly("rack=r1", "y");
  }

  @Test
  void jndi_comes_back_by_tcp_for_what_does_not_fit() throws Exception {
    assertThat(lookup("many.service.consul", "SRV")).hasSize(20);
    assertThat(server.statistics().tcpQueries()).isEqualTo(1);
    assertThat(server.statistics().truncated()).isEqualTo(1);
  }

  @Test
  void host_looks_up_names_and_addresses() throws Exception {
    assertThat(host("web.service.consul"))
        .contains("web.service.consul has address 10.0.0.5")
        .doesNotContain("NXDOMAIN", "SERVFAIL");
    assertThat(host("10.0.0.1")).contains("domain name pointer n1.node.dc1.consul.");
    assertThat(host("nosuch.service.consul")).contains("not found: 3(NXDOMAIN)");
  }

  private String host(String name) throws Exception {
    String port = String.valueOf(server.address().getPort());
    return Output.of(List.of(RealProgram.HOST.path().toString(), "-p", port, name, "127.0.0.1"));
  }
}
