package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.netty.RecordingEngine.Closed;
import io.paceline.gossip.netty.RecordingEngine.Streamed;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.StreamDecoder;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PeerStreamTest {
  private static final StreamId OUTGOING = new StreamId(true, 1);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Keyring KEYS = Keyring.of(List.of(Bytes.wrap(new byte[16])));

  private final List<AutoCloseable> opened = new ArrayList<>();

  private RunningDriver driver(WireOptions wire, Duration timeout) throws IOException {
    return remember(new RunningDriver(EventLoops.Io.best(), wire, timeout));
  }

  private RunningDriver driver() throws IOException {
    return driver(WireOptions.plain(), LONG);
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

  private Socket connect(RunningDriver driver) throws IOException {
    Socket socket =
        remember(
            new Socket(driver.driver.address().getAddress(), driver.driver.address().getPort()));
    socket.setSoTimeout((int) RunningDriver.PATIENCE.toMillis());
    return socket;
  }

  private static Ping ping(long seqNo) {
    return new Ping(seqNo, "a", "", null);
  }

  private static Ack ack(long seqNo) {
    return new Ack(seqNo, Bytes.EMPTY);
  }

  static Stream<WireOptions> wires() {
    return Stream.of(
        WireOptions.plain(),
        WireOptions.plain().withCompress(false),
        WireOptions.plain().withLabel("east").withKeyring(KEYS),
        WireOptions.plain().withCompress(false).withKeyring(KEYS));
  }

  @ParameterizedTest
  @MethodSource("wires")
  void a_push_pull_of_two_drivers_carries_thousands_of_members_both_ways(WireOptions wire)
      throws IOException {
    RunningDriver opener = driver(wire, LONG);
    RunningDriver server = driver(wire, LONG);
    PushPull state = pushPull(5_000);
    server.engine.onStream = (stream, message) -> server.engine.out.reply(stream, message);

    opener.act(() -> opener.engine.out.openStream(OUTGOING, server.address(), state));

    opener.awaitInput(new Streamed(OUTGOING, state)::equals);
    assertThat(server.inputs(Streamed.class))
        .containsExactly(new Streamed(new StreamId(false, 1), state));
  }

  private static PushPull pushPull(int members) throws IOException {
    InetAddress ip = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
    List<PushPullNode> nodes =
        IntStream.range(0, members)
            .mapToObj(
                i ->
                    new PushPullNode(
                        "member-" + i,
                        new PeerAddress(ip, 7946),
                        Bytes.utf8("meta of " + i),
                        i,
                        SwimState.ALIVE,
                        Versions.SERF))
            .toList();
    return new PushPull(true, nodes, Bytes.utf8("state of the layer above"));
  }

  @Test
  void the_server_answers_and_closes_while_the_opener_keeps_its_side_open() throws Exception {
    RunningDriver driver = driver();
    driver.engine.onStream = (stream, message) -> driver.engine.out.reply(stream, ack(3));
    Socket socket = connect(driver);

    socket.getOutputStream().write(new StreamCodec(WireOptions.plain()).encode(ping(3), true));

    assertThat(readAll(socket)).isEqualTo(ack(3));
  }

  @Test
  void a_message_is_found_however_it_is_cut_into_pieces() throws Exception {
    RunningDriver driver = driver();
    Socket socket = connect(driver);
    socket.setTcpNoDelay(true);

    for (byte one : new StreamCodec(WireOptions.plain()).encode(ping(4), true)) {
      socket.getOutputStream().write(new byte[] {one});
    }

    driver.awaitInput(new Streamed(new StreamId(false, 1), ping(4))::equals);
  }

  @Test
  void the_opener_of_a_malformed_stream_is_told_why() throws Exception {
    RunningDriver driver = driver(WireOptions.plain().withKeyring(KEYS), LONG);
    Socket socket = connect(driver);

    socket.getOutputStream().write(new StreamCodec(WireOptions.plain()).encode(ping(1), true));

    StreamDecoder decoder = new StreamCodec(WireOptions.plain().withKeyring(KEYS)).decoder(false);
    assertThat(readAll(socket, decoder)).isInstanceOf(ErrorMessage.class);
    driver.awaitFault("malformed stream: NOT_ENCRYPTED");
    assertThat(driver.engine.inputs).isEmpty();
  }

  @Test
  void a_silent_stream_is_closed_soon() throws Exception {
    RunningDriver driver = driver();
    Socket socket = connect(driver);

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void an_opener_that_never_finishes_is_closed_when_its_time_is_over() throws Exception {
    RunningDriver driver = driver(WireOptions.plain(), Duration.ofMillis(300));
    Socket socket = connect(driver);

    socket.getOutputStream().write(0); // a ping, but no more of it

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    driver.awaitFault("stream closed: its message took too long");
  }

  @Test
  void an_engine_that_answers_nothing_is_told_that_the_time_is_over() throws Exception {
    RunningDriver driver = driver(WireOptions.plain(), Duration.ofMillis(300));
    Socket socket = connect(driver);

    socket.getOutputStream().write(new StreamCodec(WireOptions.plain()).encode(ping(1), true));

    driver.awaitInput(new Closed(new StreamId(false, 1), CloseReason.TIMED_OUT)::equals);
  }

  @Test
  void a_stream_to_nobody_fails() throws IOException {
    RunningDriver driver = driver();
    PeerAddress nobody = freeAddress();

    driver.act(() -> driver.engine.out.openStream(OUTGOING, nobody, ping(1)));

    driver.awaitInput(new Closed(OUTGOING, CloseReason.CONNECT_FAILED)::equals);
  }

  private static PeerAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new PeerAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }

  @Test
  void a_peer_that_closes_without_an_answer_is_reported_once() throws Exception {
    RunningDriver driver = driver();
    ServerSocket server = remember(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    PeerAddress address = new PeerAddress(server.getInetAddress(), server.getLocalPort());

    driver.act(() -> driver.engine.out.openStream(OUTGOING, address, ping(1)));
    try (Socket accepted = server.accept()) {
      assertThat(accepted.getInputStream().read()).isNotNegative();
    }

    driver.awaitInput(Closed.class::isInstance);
    assertThat(driver.inputs(Closed.class)).hasSize(1);
  }

  @Test
  void a_stream_that_is_closed_at_once_still_sends_its_message_and_reports_nothing()
      throws IOException {
    RunningDriver sender = driver();
    RunningDriver receiver = driver();
    UserMessage message = new UserMessage(Bytes.utf8("one way"));

    sender.act(
        () -> {
          sender.engine.out.openStream(OUTGOING, receiver.address(), message);
          sender.engine.out.closeStream(OUTGOING);
        });

    receiver.awaitInput(new Streamed(new StreamId(false, 1), message)::equals);
    assertThat(sender.inputs(Closed.class)).isEmpty();
  }

  @Test
  void streams_beyond_the_limit_are_refused_and_places_are_given_back() throws IOException {
    RunningDriver driver = driver();
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < StreamLimits.STREAMS_MAX + 1; i++) {
      held.add(connect(driver));
    }

    driver.awaitFault("stream refused: too many at once");

    for (Socket socket : held) {
      socket.close();
    }
    driver.engine.onStream = (stream, message) -> driver.engine.out.reply(stream, ack(5));
    await().atMost(RunningDriver.PATIENCE).until(() -> exchange(driver) != null);
  }

  private @Nullable Message exchange(RunningDriver driver) throws IOException {
    Socket socket = connect(driver);
    try {
      socket.getOutputStream().write(new StreamCodec(WireOptions.plain()).encode(ping(5), true));
      return readAll(socket);
    } catch (IOException e) {
      return null; // refused: there is no place yet
    }
  }

  private static @Nullable Message readAll(Socket socket) throws IOException {
    return readAll(socket, new StreamCodec(WireOptions.plain()).decoder(false));
  }

  /** The message, once the other side has closed. */
  private static @Nullable Message readAll(Socket socket, StreamDecoder decoder)
      throws IOException {
    byte[] buffer = new byte[1024];
    Message message = null;
    InputStream in = socket.getInputStream();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      Message read = feed(decoder, Arrays.copyOf(buffer, count));
      message = read == null ? message : read;
    }
    return message;
  }

  private static @Nullable Message feed(StreamDecoder decoder, byte[] bytes) {
    try {
      return decoder.feed(bytes);
    } catch (WireFormatException e) {
      throw new AssertionError("our own bytes cannot be read", e);
    }
  }
}
