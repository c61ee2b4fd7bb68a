package io.paceline.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
  private final HostGuard loopback = guard(127, 0, 0, 1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8500",
        "127.0.0.1",
        "127.0.0.1:8500",
        "127.0.0.2:1",
        "[::1]:8500"
      })
  void loopback_server_admits_the_loopback_names(String host) {
    assertThat(loopback.admits(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example:8500",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "",
        "[::1",
        "0.0.0.0:8500",
        "2130706433",
        "127.1"
      })
  void loopback_server_refuses_every_other_name(String host) {
    assertThat(loopback.admits(host)).isFalse();
  }

  @Test
  void request_without_a_host_is_refused() {
    assertThat(loopback.admits(null)).isFalse();
  }

  @Test
  void server_on_another_address_admits_that_address_only() {
    HostGuard guard = guard(10, 0, 0, 1);
    assertThat(guard.admits("10.0.0.1:8500")).isTrue();
    assertThat(guard.admits("localhost")).isFalse();
    assertThat(guard.admits("10.0.0.2")).isFalse();
  }

  private static HostGuard guard(int... ip) {
    byte[] bytes = new byte[ip.length];
    for (int i = 0; i < ip.length; i++) {
      bytes[i] = (byte) ip[i];
    }
    try {
      return new HostGuard(new InetSocketAddress(InetAddress.getByAddress(bytes), 8500));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
