package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StreamLimitsTest {
  private final InetAddress stranger = ip(10, 0, 0, 1);
  private final InetAddress member = ip(10, 0, 0, 2);
  private final StreamLimits limits = new StreamLimits(member::equals, 1_000);

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
  void strangers_from_many_addresses_leave_room_for_members() {
    long strangers = IntStream.range(0, 200).filter(i -> limits.open(ip(10, 0, 1, i))).count();
    assertThat(strangers).isEqualTo(96);
    assertThat(opened(member, 200)).isEqualTo(32);
  }

  @Test
  void a_stranger_that_became_a_member_is_no_longer_bounded_by_its_address() {
    InetAddress[] joined = new InetAddress[1];
    StreamLimits growing = new StreamLimits(ip -> ip.equals(joined[0]), 1_000);
    IntStream.range(0, 8).forEach(i -> growing.open(stranger));
    assertThat(growing.open(stranger)).isFalse();

    joined[0] = stranger;

    assertThat(growing.open(stranger)).isTrue();
  }

  @Test
  void bytes_are_taken_as_a_whole_or_not_at_all() {
    assertThat(limits.takeBytes(1_000)).isTrue();
    assertThat(limits.takeBytes(1)).isFalse();
    assertThat(limits.bytes()).isEqualTo(1_000);

    limits.returnBytes(1);

    assertThat(limits.takeBytes(1)).isTrue();
  }

  @Test
  void all_streams_together_get_64_mebibytes_or_a_quarter_of_a_smaller_heap() {
    assertThat(StreamLimits.bytesMax(Long.MAX_VALUE)).isEqualTo(64L << 20);
    assertThat(StreamLimits.bytesMax(256L << 20)).isEqualTo(64L << 20);
    assertThat(StreamLimits.bytesMax(100L << 20)).isEqualTo(25L << 20);
  }
}
