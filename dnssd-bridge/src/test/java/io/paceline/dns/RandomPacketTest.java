package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * Random bytes and mutilated queries: each is dropped or gets a readable answer of the allowed size
 * under its own id. {@code -Dpaceline.seed=N} replays a run.
 */
class RandomPacketTest {
  private static final int PACKETS = 200_000;

  private final long seed = Long.getLong("paceline.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Exchange server =
      new Exchange(
          DnsConfig.builder().reverseZones(List.of("10.in-addr.arpa")).build(),
          ConsulVectorCatalog.load());

  @Test
  void every_packet_is_dropped_or_answered_readably_and_within_its_size() {
    System.out.println("RandomPacketTest: -Dpaceline.seed=" + seed);
    List<byte[]> corpus = corpus();
    int answered = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] packet =
          random.nextInt(4) == 0
              ? randomBytes()
              : mutilated(corpus.get(random.nextInt(corpus.size())));
      answered += check(packet, random.nextBoolean()) ? 1 : 0;
    }
    assertThat(server.counters.read().failures()).as("answers of SERVFAIL").isZero();
    // the generator is worth nothing if all it makes is dropped or all of it is fine
    assertThat(answered).isGreaterThan(PACKETS / 4);
    assertThat(server.counters.read().malformed()).isGreaterThan(PACKETS / 20);
    assertThat(server.counters.read().dropped()).isGreaterThan(PACKETS / 50);
  }

  private boolean check(byte[] packet, boolean tcp) {
    byte[] answer = server.send(packet, tcp);
    if (answer == null) {
      return false;
    }
    String what = "seed " + seed + ", packet " + Arrays.toString(packet);
    assertThat(answer.length).as(what).isBetween(12, tcp ? 65_535 : 1_232);
    assertThat(Arrays.copyOf(answer, 2)).as(what).isEqualTo(Arrays.copyOf(packet, 2));
    assertThat(answer[2] & 0x80).as(what).isEqualTo(0x80);
    try {
      new Message(answer);
    } catch (IOException e) {
      throw new AssertionError(what, e);
    }
    return true;
  }

  private static List<byte[]> corpus() {
    List<byte[]> corpus = new ArrayList<>();
    for (ConsulVector vector : ConsulVector.all()) {
      String[] words = vector.query().split(" ");
      corpus.add(RawQuery.of(words[0], Type.value(words[1])).build());
      corpus.add(
          RawQuery.of(words[0], Type.value(words[1]))
              .opt(
                  1232,
                  RawQuery.option(10, 1, 2, 3, 4, 5, 6, 7, 8),
                  RawQuery.option(8, 0, 1, 24, 0, 1, 2, 3),
                  RawQuery.option(11))
              .build());
    }
    String[] browsing = {
      "_services._dns-sd._udp",
      "_web._tcp",
      "A@n1._web._tcp",
      "_v2._sub._web._tcp",
      "b._dns-sd._udp"
    };
    for (String name : browsing) {
      corpus.add(RawQuery.of(name + ".dnssd.consul", Type.PTR).opt(4096).build());
      corpus.add(RawQuery.of(name + ".dnssd.consul", Type.ANY).build());
    }
    return corpus;
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[random.nextInt(600)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Up to four flipped, cut, doubled or inserted bytes. */
  private byte[] mutilated(byte[] packet) {
    byte[] result = packet.clone();
    for (int i = random.nextInt(5); i > 0; i--) {
      int at = random.nextInt(Math.max(1, result.length));
      result =
          switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(result, at);
            case 1 -> Arrays.copyOf(result, result.length + random.nextInt(20));
            case 2 -> inserted(result, at);
            default -> flipped(result, at);
          };
    }
    return result;
  }

  private byte[] flipped(byte[] packet, int at) {
    if (packet.length > 0) {
      packet[at] = (byte) random.nextInt(256);
    }
    return packet;
  }

  private byte[] inserted(byte[] packet, int at) {
    byte[] longer = Arrays.copyOf(packet, packet.length + 1);
    if (packet.length > 0) {
      System.arraycopy(packet, at, longer, at + 1, packet.length - at);
      longer[at] = (byte) random.nextInt(256);
    }
    return longer;
  }
}
