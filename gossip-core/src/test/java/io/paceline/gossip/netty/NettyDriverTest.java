package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.netty.RecordingEngine.Deadline;
import io.paceline.gossip.netty.RecordingEngine.Packet;
import io.paceline.gossip.netty.RecordingEngine.Resolved;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NettyDriverTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  private RunningDriver driver(EventLoops.Io io) throws IOException {
    RunningDriver driver = new RunningDriver(io);
    opened.add(driver);
    return driver;
  }

  private DatagramSocket peer() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout((int) RunningDriver.PATIENCE.toMillis());
    opened.add(socket);
    return socket;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private static void send(DatagramSocket from, RunningDriver to, byte[] bytes) throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, to.driver.address()));
  }

  private static void send(DatagramSocket from, RunningDriver to, Message... parts)
      throws IOException {
    send(from, to, new PacketCodec(WireOptions.plain()).encode(List.of(parts), false));
  }

  private static Message nack(long seqNo) {
    return new Nack(seqNo);
  }

  private static PeerAddress addressOf(DatagramSocket socket) {
    return new PeerAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  @ParameterizedTest
  @EnumSource
  void messages_of_a_packet_reach_the_engine_in_order_with_their_sender(EventLoops.Io io)
      throws IOException {
    RunningDriver driver = driver(io);
    DatagramSocket peer = peer();

    send(peer, driver, nack(1), nack(2));

    driver.awaitInput(new Packet(addressOf(peer), nack(2))::equals);
    assertThat(driver.engine.inputs)
        .containsExactly(
            new Packet(addressOf(peer), nack(1)), new Packet(addressOf(peer), nack(2)));
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_leaves_from_the_port_that_listens(EventLoops.Io io) throws Exception {
    RunningDriver driver = driver(io);
    DatagramSocket peer = peer();
    Ack ack = new Ack(7, Bytes.EMPTY);
    driver.engine.onMessage = (from, message) -> driver.engine.out.packet(from, List.of(ack), true);

    send(peer, driver, nack(7));

    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    peer.receive(answer);
    assertThat(answer.getSocketAddress()).isEqualTo(driver.driver.address());
    List<Message> read =
        new PacketCodec(WireOptions.plain())
            .decode(answer.getData(), 0, answer.getLength(), problem -> {});
    assertThat(read).containsExactly(ack);
  }

  @ParameterizedTest
  @EnumSource
  void a_malformed_packet_is_counted_by_reason_and_the_next_one_is_handled(EventLoops.Io io)
      throws IOException {
    RunningDriver driver = driver(io);
    DatagramSocket peer = peer();

    send(peer, driver, new byte[] {99});
    send(peer, driver, new byte[0]);
    send(peer, driver, nack(1));

    driver.awaitInput(new Packet(addressOf(peer), nack(1))::equals);
    assertThat(driver.driver.faults())
        .containsEntry("malformed packet: UNKNOWN_TYPE", 1L)
        .containsEntry("malformed packet: EMPTY", 1L);
  }

  @ParameterizedTest
  @EnumSource
  void an_engine_that_throws_gets_the_next_packet_all_the_same(EventLoops.Io io)
      throws IOException {
    RunningDriver driver = driver(io);
    DatagramSocket peer = peer();
    driver.engine.onMessage =
        (from, message) -> {
          throw new IllegalStateException("thrown by the test");
        };

    send(peer, driver, nack(1));
    send(peer, driver, nack(2));

    driver.awaitInput(new Packet(addressOf(peer), nack(2))::equals);
    driver.awaitFault("bug: engine");
  }

  @Test
  void the_first_sixteen_pings_of_a_packet_are_heard_and_everything_else() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());
    DatagramSocket peer = peer();
    List<Message> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      parts.add(new Ping(i, "", "", null));
    }
    parts.add(nack(1));

    send(peer, driver, parts.toArray(Message[]::new));

    driver.awaitInput(new Packet(addressOf(peer), nack(1))::equals);
    assertThat(driver.inputs(Packet.class)).hasSize(PacketHandler.PINGS_MAX + 1);
    assertThat(driver.driver.faults()).containsEntry("ping dropped: too many in one packet", 4L);
  }

  /** A process that stood still must not accuse members whose acks wait in its socket. */
  @ParameterizedTest
  @EnumSource
  void after_a_stall_all_waiting_packets_are_read_before_the_deadline(EventLoops.Io io)
      throws Exception {
    RunningDriver driver = driver(io);
    DatagramSocket peer = peer();
    int packets = 300; // several passes of the loop
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    driver.engine.onCommand =
        command -> {
          driver.engine.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
          stalled.countDown();
          awaitUninterruptibly(sent);
          // the deadline is long past when the loop moves again
          while (System.nanoTime() - driver.engine.deadline < TimeUnit.MILLISECONDS.toNanos(50)) {
            Thread.onSpinWait();
          }
        };

    CompletableFuture<Object> stall = driver.driver.command(new Command.Leave(), () -> null);
    assertThat(stalled.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < packets; i++) {
      send(peer, driver, nack(i));
    }
    sent.countDown();
    stall.join();

    driver.awaitInput(Deadline.class::isInstance);
    int deadlineAt = driver.engine.inputs.indexOf(new Deadline());
    assertThat(
            driver.engine.inputs.subList(0, deadlineAt).stream().filter(Packet.class::isInstance))
        .hasSize(packets);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_deadline_is_reported_when_it_has_come(EventLoops.Io io) throws IOException {
    RunningDriver driver = driver(io);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30);

    driver.act(() -> driver.engine.deadline = deadline);

    driver.awaitInput(Deadline.class::isInstance);
    assertThat(System.nanoTime() - deadline).isNotNegative();
  }

  @Test
  void an_earlier_deadline_replaces_a_later_one() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());

    driver.act(() -> driver.engine.deadline = System.nanoTime() + TimeUnit.DAYS.toNanos(1));
    driver.act(() -> driver.engine.deadline = System.nanoTime());

    driver.awaitInput(Deadline.class::isInstance);
  }

  @Test
  void a_busy_port_is_named_in_the_error_and_nothing_stays_open() throws IOException {
    RunningDriver first = driver(EventLoops.Io.best());
    NettyDriver.Settings same =
        new NettyDriver.Settings(
            "second",
            first.driver.address(),
            WireOptions.plain(),
            Duration.ofSeconds(1),
            source -> true);
    EngineOwner owner = new IgnoringOwner();

    assertThatThrownBy(() -> NettyDriver.bind(same, owner))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(":" + first.driver.address().getPort())
        .hasMessageContaining("in use");
    assertThat(threadsOf("second")).isEmpty();
  }

  private static final class IgnoringOwner implements EngineOwner {
    @Override
    public void onState(NodeState state) {}

    @Override
    public void onEvent(EngineEvent event) {}
  }

  @ParameterizedTest
  @EnumSource
  void closing_twice_leaves_no_thread_and_refuses_commands(EventLoops.Io io) throws IOException {
    RunningDriver driver = driver(io);
    driver.act(() -> driver.engine.out.resolve("127.0.0.1:1"));
    driver.awaitInput(Resolved.class::isInstance);
    assertThat(threadsOf("test")).hasSizeGreaterThanOrEqualTo(2);

    driver.close();
    driver.close();

    assertThat(threadsOf("test")).isEmpty();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> driver.driver.command(new Command.Leave(), () -> null).join())
        .withCauseInstanceOf(IllegalStateException.class);
  }

  static List<String> threadsOf(String node) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("paceline-" + node + "-"))
        .toList();
  }

  @Test
  void a_refused_command_fails_its_future_and_not_the_loop() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());
    driver.engine.onCommand =
        command -> {
          throw new IllegalArgumentException("too long");
        };

    assertThatThrownBy(() -> driver.driver.command(new Command.Leave(), () -> null).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too long");
    driver.act(() -> {});
  }

  @Test
  void code_chained_to_a_future_never_runs_on_a_thread_of_the_driver() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());
    CountDownLatch chained = new CountDownLatch(1);
    driver.engine.onCommand = command -> awaitUninterruptibly(chained);

    CompletableFuture<Boolean> onEngineThread =
        driver
            .driver
            .command(new Command.Leave(), () -> null)
            .thenApply(done -> driver.driver.isEngineThread());
    chained.countDown(); // the command was still running when the code was chained

    assertThat(onEngineThread.join()).isFalse();
  }

  @Test
  void the_state_is_published_before_the_events_that_led_to_it() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());
    EngineEvent event = new EngineEvent.LeaveFinished();

    driver.act(() -> driver.engine.out.event(event));

    await().atMost(RunningDriver.PATIENCE).until(() -> driver.told.contains(event));
    assertThat(driver.told.get(0)).isInstanceOf(NodeState.class);
    assertThat(driver.told).filteredOn(NodeState.class::isInstance).hasSize(1);
  }

  @Test
  void a_seed_is_resolved_and_one_that_has_no_address_gives_none() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());

    driver.act(
        () -> {
          driver.engine.out.resolve("127.0.0.1:5");
          driver.engine.out.resolve("no..host");
        });

    PeerAddress five = new PeerAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 5);
    driver.awaitInput(new Resolved("127.0.0.1:5", List.of(five))::equals);
    driver.awaitInput(new Resolved("no..host", List.of())::equals);
  }

  @Test
  void the_largest_datagram_is_read() throws IOException {
    RunningDriver driver = driver(EventLoops.Io.best());
    DatagramSocket peer = peer();
    Message[] parts =
        IntStream.range(0, 255).mapToObj(NettyDriverTest::nack).toArray(Message[]::new);

    send(peer, driver, parts);

    driver.awaitInput(new Packet(addressOf(peer), nack(254))::equals);
  }
}
