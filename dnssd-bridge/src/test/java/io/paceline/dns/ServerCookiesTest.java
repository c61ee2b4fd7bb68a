package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ServerCookiesTest {
  private static final long NOW = 1_559_731_985L;
  private static final byte[] CLIENT = HexFormat.of().parseHex("2464c4abcf10c957");
  private static final byte[] ADDRESS = {(byte) 198, 51, 100, 100};

  /** The key of the paper's test vectors: bytes 0 to 15. */
  @Test
  void siphash_gives_the_papers_result() {
    byte[] message = new byte[15];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) i;
    }
    assertThat(SipHash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, message))
        .isEqualTo(0xa129ca6149be45e5L);
  }

  /** RFC 9018, appendix A.1. */
  @Test
  void cookie_is_the_one_of_the_rfcs_example() {
    RandomGenerator secret = secret("e5e973e5a6b2a43f48e7dc849e37bfcf");
    byte[] cookie = new ServerCookies(secret, NOW).issue(CLIENT, ADDRESS, NOW);
    assertThat(HexFormat.of().formatHex(cookie))
        .isEqualTo("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
  }

  @Test
  void cookie_is_valid_for_an_hour_for_the_same_client_and_address_only() {
    ServerCookies cookies = new ServerCookies(new Random(1), NOW);
    byte[] cookie = cookies.issue(CLIENT, ADDRESS, NOW);
    assertThat(cookies.isValid(cookie, ADDRESS, NOW)).isTrue();
    assertThat(cookies.isValid(cookie, ADDRESS, NOW + 3_600)).isTrue();
    assertThat(cookies.isValid(cookie, ADDRESS, NOW + 3_601)).isFalse();
    assertThat(cookies.isValid(cookie, ADDRESS, NOW - 301)).isFalse();
    assertThat(cookies.isValid(cookie, new byte[] {1, 2, 3, 4}, NOW)).isFalse();
    byte[] other = cookie.clone();
    other[0]++;
    assertThat(cookies.isValid(other, ADDRESS, NOW)).isFalse();
    assertThat(new ServerCookies(new Random(2), NOW).isValid(cookie, ADDRESS, NOW)).isFalse();
  }

  @Test
  void cookie_outlives_one_change_of_the_secret() {
    ServerCookies cookies = new ServerCookies(new Random(1), NOW);
    long beforeChange = NOW + ServerCookies.ROTATION_SECONDS - 10;
    byte[] cookie = cookies.issue(CLIENT, ADDRESS, beforeChange);
    assertThat(cookies.isValid(cookie, ADDRESS, beforeChange + 60)).isTrue();
    assertThat(cookies.issue(CLIENT, ADDRESS, beforeChange + 60)).isNotEqualTo(cookie);
  }

  private static RandomGenerator secret(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new RandomGenerator() {
      private int at;

      @Override
      public long nextLong() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
          value |= (bytes[at + i] & 0xffL) << (8 * i);
        }
        at += 8;
        return value;
      }
    };
  }
}
