package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StreamLimitsTest {
  private final InetAddress stranger = ip(10, 0, 0, 1);
  private final InetAddress member = ip(10, 0, 0, 2);
  private final StreamLimits limits = new StreamLimits(member::equals);

  private static InetAddress ip(int... bytes) {
    byte[] address = new byte[bytes.length];
    IntStream.range(0, bytes.length).forEach(i -> address[i] = (byte) bytes[i]);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private long opened(InetAddress address, int attempts) {
    return IntStream.range(0, attempts).filter(i -> limits.open(address)).count();
  }

  @Test
  void a_stranger_gets_eight_streams_and_leaves_the_rest_to_others() {
    assertThat(opened(stranger, 20)).isEqualTo(8);
    assertThat(limits.open(ip(10, 0, 0, 3))).isTrue();

    limits.close(stranger);

    assertThat(opened(stranger, 20)).isEqualTo(1);
  }

  @Test
  void a_member_is_bounded_by_the_total_only() {
    assertThat(opened(member, 200)).isEqualTo(128);
    assertThat(limits.open(stranger)).isFalse();
  }

  @Test
  void bytes_are_taken_as_a_whole_or_not_at_all() {
    assertThat(limits.takeBytes((int) StreamLimits.BYTES_MAX)).isTrue();
    assertThat(limits.takeBytes(1)).isFalse();

    limits.returnBytes(1);

    assertThat(limits.takeBytes(1)).isTrue();
  }
}
