package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a host's own addresses is meant. */
final class LocalAddressTest {
  private static InetAddress ip(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private static List<InetAddress> ips(String texts) throws UnknownHostException {
    List<InetAddress> ips = new ArrayList<>();
    for (String text : texts.isEmpty() ? new String[0] : texts.split(" ")) {
      ips.add(ip(text));
    }
    return ips;
  }

  @ParameterizedTest
  @CsvSource({
    "'', 127.0.0.1 8.8.8.8 10.1.2.3, 10.1.2.3",
    "'', fd00::1 192.168.0.1, 192.168.0.1",
    "'', 127.0.0.1 fd00::1, fd00::1",
    "'', 172.17.0.1 10.0.0.5, 172.17.0.1",
    "10.0.0.5, 172.17.0.1 10.0.0.5, 10.0.0.5",
    "8.8.8.8, 8.8.8.8 10.0.0.5, 10.0.0.5",
    "fd00::1, 10.0.0.5 fd00::1, fd00::1",
    "'', 100.64.0.1, 100.64.0.1",
  })
  void the_private_address_of_the_default_route_comes_first_then_ipv4(
      String defaultRoute, String all, String chosen) throws Exception {
    assertThat(LocalAddress.best(ips(defaultRoute), ips(all), a -> true)).contains(ip(chosen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "8.8.8.8", "fe80::1", "169.254.1.1", "2001:db8::1", "::1"})
  void an_address_that_is_not_private_is_never_guessed(String only) throws Exception {
    assertThat(LocalAddress.best(ips(only), ips(only), a -> true)).isEmpty();
  }

  @Test
  void an_address_that_may_not_be_used_is_passed_over() throws Exception {
    assertThat(
            LocalAddress.best(
                List.of(), ips("10.0.0.1 192.168.0.1"), Cidr.parse("192.168.0.0/16")::contains))
        .contains(ip("192.168.0.1"));
  }

  @Test
  void a_literal_is_itself() throws Exception {
    assertThat(LocalAddress.find("192.0.2.7")).isEqualTo(ip("192.0.2.7"));
    assertThat(LocalAddress.find("2001:db8::7")).isEqualTo(ip("2001:db8::7"));
  }

  @Test
  void a_block_stands_for_the_hosts_address_in_it() throws Exception {
    assertThat(LocalAddress.find("127.0.0.0/8").isLoopbackAddress()).isTrue();
    assertThatThrownBy(() -> LocalAddress.find("240.0.0.0/4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("240.0.0.0/4", "127.0.0.1");
  }

  @Test
  void an_interface_stands_for_its_address() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(ip("127.0.0.1"));
    assertThat(LocalAddress.find(loopback.getName())).isEqualTo(ip("127.0.0.1"));
    assertThatThrownBy(() -> LocalAddress.find("none9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none9");
  }
}
