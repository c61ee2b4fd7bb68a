package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The memory that all streams share. */
final class StreamMemoryTest {
  private static final int SHARED = 100_000;
  private static final PeerAddress PEER = new PeerAddress(InetAddress.getLoopbackAddress(), 1);

  private final StreamLimits limits = new StreamLimits(ip -> true, SHARED);
  private final Faults faults = new Faults();
  private final StreamCodec codec = new StreamCodec(WireOptions.plain());
  private final PeerStream.Shared shared =
      new PeerStream.Shared(
          codec,
          limits,
          faults,
          new Traffic.BothWays(new Traffic(), new Traffic()),
          Duration.ofMinutes(1));
  private final List<Message> received = new ArrayList<>();

  private final class Engine implements PeerStream.Listener {
    @Override
    public void onMessage(PeerStream stream, Message message) {
      received.add(message);
    }

    @Override
    public void onClosed(PeerStream stream, CloseReason reason) {}
  }

  private PeerStream stream(int number) {
    return PeerStream.incoming(new StreamId(false, number), PEER, shared, new Engine());
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static byte[] userMessage(int bytes) {
    return new StreamCodec(WireOptions.plain().withCompress(false))
        .encode(new UserMessage(Bytes.wrap(noise(bytes))), true);
  }

  private static void feed(EmbeddedChannel channel, byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  @Test
  void a_stream_that_finds_no_memory_left_is_closed_and_the_other_one_goes_on() {
    byte[] message = userMessage(60_000);
    EmbeddedChannel first = new EmbeddedChannel(stream(1));
    EmbeddedChannel second = new EmbeddedChannel(stream(2));
    feed(first, Arrays.copyOf(message, 50_000));
    feed(second, Arrays.copyOf(message, 50_000));
    assertThat(limits.bytesLeft()).isZero();

    feed(second, new byte[] {1});

    assertThat(second.isOpen()).isFalse();
    assertThat(faults.counts()).containsKey("stream closed: too little memory to receive it");
    assertThat(first.isOpen()).isTrue();
    assertThat(limits.bytes()).isEqualTo(50_000);
    first.close();
    assertThat(limits.bytes()).isZero();
  }

  @Test
  void a_message_counts_until_it_is_handled() {
    PeerStream stream = stream(1);
    byte[] message = userMessage(1_000);
    feed(new EmbeddedChannel(stream), message);
    assertThat(received).hasSize(1);
    assertThat(limits.bytes()).isEqualTo(message.length);

    stream.release();

    assertThat(limits.bytes()).isZero();
  }

  @Test
  void what_is_decompressed_counts_and_may_not_exceed_what_is_left() {
    PeerStream stream = stream(1);
    feed(new EmbeddedChannel(stream), zeros(90_000));
    assertThat(limits.bytes()).isGreaterThan(90_000);
    stream.release();

    EmbeddedChannel bomb = new EmbeddedChannel(stream(2));
    feed(bomb, zeros(101_000));

    assertThat(faults.counts()).containsKey("malformed stream: TOO_LARGE");
    assertThat(bomb.isOpen()).isFalse();
    assertThat(limits.bytes()).isZero();
  }

  private byte[] zeros(int bytes) {
    return codec.encode(new UserMessage(Bytes.wrap(new byte[bytes])), true);
  }

  @Test
  void an_answer_that_finds_no_memory_is_not_sent() {
    PeerStream stream = stream(1);
    EmbeddedChannel channel = new EmbeddedChannel(stream);
    feed(channel, userMessage(10));
    stream.release();

    stream.replyAndClose(new UserMessage(Bytes.wrap(noise(SHARED))));

    assertThat(channel.<Object>readOutbound()).isNull();
    assertThat(channel.isOpen()).isFalse();
    assertThat(faults.counts()).containsKey("stream closed: too little memory to send");
    assertThat(limits.bytes()).isZero();
  }
}
