package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.WireOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The allow-list, at the sockets. */
final class SourceFilterTest {
  private static void send(String ip, RunningDriver to, Message message) throws Exception {
    byte[] packet = new PacketCodec(WireOptions.plain()).encode(List.of(message), false);
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(ip, 0))) {
      socket.send(new DatagramPacket(packet, packet.length, to.driver.address()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_packet_from_elsewhere_never_reaches_the_engine_and_is_counted(EventLoops.Io io)
      throws Exception {
    try (RunningDriver driver = new RunningDriver(io)) {
      driver.refused.add(InetAddress.getByName("127.0.0.2"));

      send("127.0.0.2", driver, new Ping(1, "refused", "", null));
      driver.awaitFault("packet refused: source not allowed");
      send("127.0.0.1", driver, new Ping(2, "taken", "", null));

      driver.awaitInput(input -> input.toString().contains("taken"));
      assertThat(driver.engine.inputs).noneMatch(input -> input.toString().contains("refused"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_from_elsewhere_is_closed_at_once(EventLoops.Io io) throws Exception {
    try (RunningDriver driver = new RunningDriver(io);
        Socket socket = new Socket()) {
      driver.refused.add(InetAddress.getByName("127.0.0.2"));
      socket.bind(new InetSocketAddress("127.0.0.2", 0));
      socket.setSoTimeout(10_000);
      socket.connect(driver.driver.address());

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      driver.awaitFault("stream refused: source not allowed");
    }
  }
}
