package io.paceline.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A UDP port whose datagrams reach the same port of another loopback address later. Streams do not
 * pass.
 */
public final class SlowRoad implements AutoCloseable {
  /** Where the road begins: what peers are told. */
  public static final String BEGIN = "127.0.0.3";

  /** Where it ends: what the slow member binds. */
  public static final String END = "127.0.0.2";

  private final Duration delay;
  private final DatagramSocket socket;
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final Thread reader = new Thread(this::read, "slow-road");

  public SlowRoad(Duration delay) throws SocketException {
    this.delay = delay;
    this.socket = new DatagramSocket(new InetSocketAddress(BEGIN, 0));
    reader.start();
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void read() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        packet.setSocketAddress(new InetSocketAddress(END, port()));
        later.schedule(() -> send(packet), delay.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (IOException closed) {
      later.shutdownNow();
    }
  }

  private void send(DatagramPacket packet) {
    try {
      socket.send(packet);
    } catch (IOException lost) {
      // as on any road
    }
  }

  /** Its threads end by themselves. */
  @Override
  public void close() {
    socket.close();
  }
}
