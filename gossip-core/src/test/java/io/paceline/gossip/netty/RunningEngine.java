package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.engine.EngineConfig;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.engine.LayeredEngine;
import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A whole node on loopback, the production engine on real sockets, and a stranger beside it. */
final class RunningEngine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final NettyDriver driver;
  private final DatagramSocket stranger;
  private final PacketCodec codec;
  private volatile int members;
  private long seqNo;

  RunningEngine(WireOptions wire, Duration streamTimeout) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    driver =
        NettyDriver.bind(
            new NettyDriver.Settings("node", any, wire, streamTimeout, ip -> true), new Owner());
    EngineConfig config =
        EngineConfig.of("node", PeerAddress.of(driver.address()), Map.of(), SwimConfig.local());
    driver.start(
        (out, sizer) -> new LayeredEngine(config, sizer, new SplittableRandom(1), null, out));
    stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    stranger.setSoTimeout(500);
    codec = new PacketCodec(wire);
  }

  private final class Owner implements EngineOwner {
    @Override
    public void onState(NodeState state) {
      members = state.members().size();
    }

    @Override
    public void onEvent(EngineEvent event) {}
  }

  void send(byte[] packet) throws IOException {
    stranger.send(new DatagramPacket(packet, packet.length, driver.address()));
  }

  Socket connect() throws IOException {
    return new Socket(driver.address().getAddress(), driver.address().getPort());
  }

  /** A ping is answered. It is sent again now and then: datagrams may get lost. */
  void assertAnswers() {
    seqNo++;
    byte[] ping = codec.encode(List.of(new Ping(seqNo, "node", "", null)), false);
    await("an ack").atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> answers(ping));
  }

  /** Nothing at all comes back for a packet. */
  boolean isSilentOn(byte[] packet) throws IOException {
    send(packet);
    try {
      stranger.receive(new DatagramPacket(new byte[65_536], 65_536));
      return false;
    } catch (SocketTimeoutException silence) {
      return true;
    }
  }

  private boolean answers(byte[] ping) throws IOException {
    send(ping);
    DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
    try {
      while (true) {
        stranger.receive(answer);
        if (isAck(answer)) {
          return true;
        }
      }
    } catch (SocketTimeoutException silence) {
      return false;
    }
  }

  private boolean isAck(DatagramPacket answer) {
    try {
      List<Message> messages = codec.decode(answer.getData(), 0, answer.getLength(), problem -> {});
      return messages.stream().anyMatch(m -> m instanceof Ack ack && ack.seqNo() == seqNo);
    } catch (WireFormatException e) {
      return false;
    }
  }

  /** Everything that the stranger made this node hold is gone. */
  void assertBackToWhereItWas() {
    await("no streams").atMost(PATIENCE).until(() -> driver.peerStreams() == 0);
    await("no stream memory").atMost(PATIENCE).until(() -> driver.streamBytes() == 0);
    assertThat(members).isEqualTo(1);
  }

  void awaitFault(String kind) {
    await(kind).atMost(PATIENCE).until(() -> driver.faults().containsKey(kind));
  }

  long faults(String kind) {
    return driver.faults().getOrDefault(kind, 0L);
  }

  @Override
  public void close() {
    stranger.close();
    driver.close();
  }
}
