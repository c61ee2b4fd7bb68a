package io.paceline.dns.mdns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks the link for a host's address, as any other host on it would, and waits for the answer. It
 * shows that a responder still listens, which the responder itself cannot tell.
 */
final class LinkProbe {
  private static final int PORT = 5353;
  private static final int UNICAST_RESPONSE = 0x8000; // RFC 6762 section 5.4
  private static final int ANSWER_BYTES_MAX = 9_000;

  private LinkProbe() {}

  /**
   * Whether somebody answers for the host within the time.
   *
   * @throws IOException if the link cannot be used
   */
  static boolean answers(InetAddress address, String hostName, long millis) throws IOException {
    Name name = Name.fromString(hostName.endsWith(".") ? hostName : hostName + ".");
    boolean six = address instanceof Inet6Address;
    byte[] query = query(name, six ? Type.AAAA : Type.A);
    InetAddress group = InetAddress.getByName(six ? "ff02::fb" : "224.0.0.251");
    try (MulticastSocket socket = new MulticastSocket(new InetSocketAddress(address, 0))) {
      socket.setNetworkInterface(NetworkInterface.getByInetAddress(address));
      socket.setTimeToLive(255);
      socket.send(new DatagramPacket(query, query.length, group, PORT));
      return awaitAnswer(socket, name, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  private static byte[] query(Name name, int type) {
    Message query = new Message(0);
    query.getHeader().unsetFlag(Flags.RD);
    query.addRecord(Record.newRecord(name, type, DClass.IN | UNICAST_RESPONSE), Section.QUESTION);
    return query.toWire();
  }

  private static boolean awaitAnswer(MulticastSocket socket, Name name, long deadline)
      throws IOException {
    byte[] buffer = new byte[ANSWER_BYTES_MAX];
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      socket.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return false;
      }
      if (isAnswer(Arrays.copyOf(buffer, packet.getLength()), name)) {
        return true;
      }
    }
  }

  private static boolean isAnswer(byte[] packet, Name name) {
    try {
      Message answer = new Message(packet);
      return answer.getSection(Section.ANSWER).stream().anyMatch(r -> r.getName().equals(name));
    } catch (IOException e) {
      return false; // anybody may send anything to this port
    }
  }
}
