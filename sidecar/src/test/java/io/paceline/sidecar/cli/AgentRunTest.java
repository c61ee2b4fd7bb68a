package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.dns.mdns.MdnsConfig;
import io.paceline.sidecar.agent.AgentConfig;
import io.paceline.sidecar.agent.KeyFileException;
import io.paceline.sidecar.agent.Profile;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRunTest {

  @Test
  void defaults_are_loopback_and_the_known_ports() throws KeyFileException {
    AgentConfig config = config("");
    assertThat(HostPort.text(config.bind())).isEqualTo("127.0.0.1:7946");
    assertThat(HostPort.text(config.dns().bind())).isEqualTo("127.0.0.1:8600");
    assertThat(HostPort.text(config.http().bind())).isEqualTo("127.0.0.1:8500");
    assertThat(config.profile()).isEqualTo(Profile.LAN);
    assertThat(config.tags()).containsExactly(java.util.Map.entry("dc", "dc1"));
    assertThat(config.node()).isNotEmpty();
    assertThat(config.dataDirectory()).isEmpty();
    assertThat(config.security().verifyIncoming()).isTrue();
    assertThat(config.security().verifyOutgoing()).isTrue();
    assertThat(config.allow()).isEmpty();
    assertThat(config.cluster()).isEmpty();
    assertThat(config.consulLan()).isFalse();
    assertThat(config.dns().near()).isFalse();
  }

  @Test
  void multicast_dns_is_off_until_a_link_is_named() throws KeyFileException {
    assertThat(config("").mdns()).isEmpty();
    MdnsConfig mdns =
        config("--node my.host --mdns 192.168.1.5 --mdns-publish a,b --mdns-browse _ipp._tcp")
            .mdns()
            .orElseThrow();
    assertThat(mdns.address().getHostAddress()).isEqualTo("192.168.1.5");
    assertThat(mdns.hostName()).isEqualTo("paceline-my-host");
    assertThat(mdns.publish()).containsExactly("a", "b");
    assertThat(mdns.browse()).containsExactly("_ipp._tcp");
  }

  @Test
  void every_option_arrives() throws KeyFileException {
    AgentConfig config =
        config(
            "--consul-lan --dns-near --node n --bind [::1]:1 --advertise 10.0.0.1:2 --join a,b:3 --join c --profile wan"
                + " --dns 127.0.0.1:4 --http 127.0.0.1:5 --tag role=x --dc east --data-dir d"
                + " --allow-unencrypted --verify-incoming false --verify-outgoing false"
                + " --allow 10.0.0.0/8,::1 --allow 127.0.0.0/8 --cluster blue");
    assertThat(config.node()).isEqualTo("n");
    assertThat(HostPort.text(config.bind())).isEqualTo("[0:0:0:0:0:0:0:1]:1");
    assertThat(config.advertise()).map(HostPort::text).contains("10.0.0.1:2");
    assertThat(config.join()).containsExactly("a", "b:3", "c");
    assertThat(config.tags()).containsEntry("role", "x").containsEntry("dc", "east");
    assertThat(config.datacenter()).isEqualTo("east");
    assertThat(config.profile()).isEqualTo(Profile.WAN);
    assertThat(config.dataDirectory()).isPresent();
    assertThat(config.security().allowUnencrypted()).isTrue();
    assertThat(config.security().verifyIncoming()).isFalse();
    assertThat(config.security().verifyOutgoing()).isFalse();
    assertThat(config.allow()).hasToString("[10.0.0.0/8, 0:0:0:0:0:0:0:1/128, 127.0.0.0/8]");
    assertThat(config.cluster()).isEqualTo("blue");
    assertThat(config.consulLan()).isTrue();
    assertThat(config.dns().near()).isTrue();
  }

  @Test
  void bind_and_advertise_take_a_block_or_an_interface_of_this_host() throws Exception {
    String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    AgentConfig config = config("--bind 127.0.0.0/8:1 --advertise " + loopback + ":2");
    assertThat(config.bind().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.advertise()).map(HostPort::text).contains("127.0.0.1:2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --bind 127.0.0.1            | --bind must be IP:PORT
          --bind host.example:1       | --bind must be IP:PORT
          --bind 240.0.0.0/4:1        | is no address of this host
          --bind [::1/64]:1           | behind its prefix
          --advertise none9:1         | --advertise must be IP:PORT, CIDR:PORT or INTERFACE:PORT
          --dns 127.0.0.1:70000       | --dns must be IP:PORT
          --http ::1:8500             | --http must be IP:PORT
          --http 127.0.0.1:x          | --http must be IP:PORT
          --tag zork                  | --tag must be KEY=VALUE
          --tag =x                    | --tag must be KEY=VALUE
          --tag a=1 --tag a=2         | given twice
          --tag dc=other              | contradicts the datacenter
          --profile zork              | profile must be lan, wan or local
          --dc a.b                    | datacenter
          --allow 10.0.0.1/8          | --allow 10.0.0.1/8 must not have bits set
          --allow zork                | --allow "zork" must be a block
          --verify-incoming maybe     | --verify-incoming must be true or false
          --verify-outgoing 1         | --verify-outgoing must be true or false
          --mdns-publish web          | need --mdns
          --mdns host                 | --mdns must be an IP address
          --mdns 10.0.0.1 --mdns-browse ipp | must look like _ipp._tcp
          """)
  void mistakes_name_the_option_and_the_value(String line, String reason) {
    assertThatThrownBy(() -> config(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private static AgentConfig config(String line) throws KeyFileException {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    return AgentRun.config(AgentArguments.readPlain(words).orElseThrow());
  }
}
