package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.HostileCorpus;
import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node on real sockets and somebody who means it harm. After each attack the node answers a ping,
 * and holds nothing that it did not hold before.
 */
final class SurvivalTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MEBIBYTE = 1 << 20;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final long seed = Long.getLong("survival.seed", new Random().nextLong());

  private RunningEngine node(WireOptions wire, Duration streamTimeout) throws IOException {
    return remember(new RunningEngine(wire, streamTimeout));
  }

  private <T extends AutoCloseable> T remember(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  // ---- whatever arrives ----

  @Test
  void a_node_survives_every_damaged_packet_and_stream_and_leaks_no_buffer() throws IOException {
    System.out.println("repeat with -Dsurvival.seed=" + seed);
    HostileCorpus corpus = new HostileCorpus(seed, 10);
    try (BufferLeaks leaks = new BufferLeaks()) {
      RunningEngine node = node(WireOptions.plain(), SHORT);
      for (byte[] packet : corpus.packets()) {
        node.send(packet);
        node.assertAnswers();
      }
      for (byte[] stream : corpus.streams()) {
        throwAt(node, stream);
        node.assertAnswers();
      }
      node.assertBackToWhereItWas();
      assertThat(node.driver.faults()).noneSatisfy((kind, n) -> assertThat(kind).contains("bug"));
      node.close();
      assertThat(leaks.found()).isEmpty();
    }
  }

  @Test
  void a_leaked_buffer_is_found() {
    try (BufferLeaks leaks = new BufferLeaks()) {
      leak();
      await().atMost(LONG).until(() -> !leaks.found().isEmpty());
    }
  }

  @SuppressWarnings("unused") // that is the point
  private static void leak() {
    ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
  }

  private static void throwAt(RunningEngine node, byte[] stream) throws IOException {
    try (Socket socket = node.connect()) {
      socket.getOutputStream().write(stream);
    } catch (SocketException refused) {
      // it closed before all was written: its right
    }
  }

  // ---- streams ----

  @Test
  void openers_that_send_a_byte_now_and_then_are_closed_when_their_time_is_over()
      throws IOException {
    RunningEngine node = node(WireOptions.plain(), SHORT);
    List<Socket> slow = connect(node, 40);
    for (Socket socket : slow) {
      socket.getOutputStream().write(promiseOfUserMessage(MEBIBYTE));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> slow.stream().noneMatch(this::takesAByte));
    node.awaitFault("stream closed: its message took too long");
    node.assertAnswers();
    node.assertBackToWhereItWas();
  }

  private boolean takesAByte(Socket socket) {
    try {
      socket.getOutputStream().write(0);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void openers_that_say_nothing_or_vanish_leave_nothing_behind() throws IOException {
    RunningEngine node = node(WireOptions.plain(), SHORT);
    connect(node, 50);
    for (Socket socket : connect(node, 50)) {
      socket.setSoLinger(true, 0); // a reset instead of an orderly end
      socket.getOutputStream().write(promiseOfUserMessage(MEBIBYTE));
      socket.close();
    }
    node.assertAnswers();
    node.assertBackToWhereItWas();
  }

  @Test
  void of_500_connections_128_are_kept_and_the_others_refused() throws IOException {
    RunningEngine node = node(WireOptions.plain(), LONG);
    List<Socket> crowd = connect(node, 500);
    await().atMost(LONG).until(() -> node.faults("stream refused: too many at once") >= 372);
    assertThat(node.driver.peerStreams()).isLessThanOrEqualTo(128);
    node.assertAnswers();
    for (Socket socket : crowd) {
      socket.close();
    }
    node.assertBackToWhereItWas();
    throwAt(node, new StreamCodec(WireOptions.plain()).encode(ping(), true));
    node.assertAnswers();
  }

  @Test
  void an_opener_that_never_reads_the_answer_is_closed() throws IOException {
    RunningEngine node = node(WireOptions.plain(), SHORT);
    byte[] state =
        new StreamCodec(WireOptions.plain())
            .encode(new PushPull(true, List.of(), Bytes.EMPTY), true);
    for (Socket socket : connect(node, 20)) {
      socket.getOutputStream().write(state);
    }
    node.assertAnswers();
    node.assertBackToWhereItWas();
  }

  /** A sealed block, a text, a map and an array of 4 GiB, and a push/pull of 2^31 members. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0affffffff",
        "00dbffffffff",
        "00dfffffffff",
        "0081a44e6f6465dbffffffff",
        "0981a3427566c6ffffffff",
        "0683a44a6f696ec3a54e6f646573ce7fffffffac55736572537461746554656e00",
        "0881aa557365724d73674c656ece7fffffff"
      })
  void a_promise_of_much_takes_no_memory(String hex) throws IOException {
    for (WireOptions wire : List.of(WireOptions.plain(), keyed())) {
      RunningEngine node = node(wire, SHORT);
      for (Socket socket : connect(node, 100)) {
        takes(socket, HexFormat.of().parseHex(hex));
      }
      node.assertAnswers();
      assertThat(node.driver.streamBytes()).isLessThan(64 << 10);
      node.assertBackToWhereItWas();
    }
  }

  private static void takes(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException closed) {
      // refused before the last byte
    }
  }

  // ---- bombs ----

  @Test
  void what_decompresses_to_more_than_a_stream_may_hold_is_refused() throws IOException {
    RunningEngine node = node(WireOptions.plain(), LONG);
    byte[] bomb = HostileCorpus.bomb(41 * MEBIBYTE);
    assertThat(bomb).hasSizeLessThan(MEBIBYTE);
    for (int i = 0; i < 3; i++) {
      throwAt(node, bomb);
    }
    await().atMost(LONG).until(() -> node.faults("malformed stream: TOO_LARGE") == 3);
    node.assertAnswers();
    node.assertBackToWhereItWas();
  }

  @Test
  void a_packet_of_bombs_costs_one_and_is_refused() throws IOException {
    RunningEngine node = node(WireOptions.plain(), SHORT);
    node.send(HostileCorpus.packetOfBombs());
    node.awaitFault("malformed packet: TOO_LARGE");
    node.assertAnswers();
  }

  // ---- without the key ----

  @Test
  void a_sender_without_the_key_changes_nothing_gets_no_answer_and_costs_a_counter()
      throws IOException {
    RunningEngine node = node(keyed(), SHORT);
    PeerAddress nowhere = PeerAddress.of(node.driver.address());
    PacketCodec plain = new PacketCodec(WireOptions.plain());
    byte[] claim =
        plain.encode(
            List.of(ping(), new Alive(1, "x", nowhere, Bytes.EMPTY, Versions.SERF)), false);

    assertThat(node.isSilentOn(claim)).isTrue();

    node.assertAnswers(); // to one that has the key
    assertThat(node.faults("malformed packet: UNDECRYPTABLE")).isEqualTo(1);
    node.assertBackToWhereItWas();
  }

  // ---- helpers ----

  private List<Socket> connect(RunningEngine node, int count) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(remember(node.connect()));
    }
    return sockets;
  }

  private static Ping ping() {
    return new Ping(1, "node", "", null);
  }

  /** The header of a user message, without the message. */
  private static byte[] promiseOfUserMessage(int bytes) {
    byte[] whole =
        new StreamCodec(WireOptions.plain().withCompress(false))
            .encode(new UserMessage(Bytes.wrap(new byte[bytes])), true);
    return Arrays.copyOf(whole, whole.length - bytes);
  }

  private static WireOptions keyed() {
    return WireOptions.plain().withKeyring(Keyring.of(List.of(Bytes.wrap(new byte[16]))));
  }
}
