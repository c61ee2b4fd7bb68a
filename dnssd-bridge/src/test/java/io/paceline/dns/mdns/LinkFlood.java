package io.paceline.dns.mdns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A bad neighbour on the link, as a process that a test starts inside a network namespace. */
final class LinkFlood {
  private static final InetSocketAddress GROUP = new InetSocketAddress("224.0.0.251", 5353);

  private LinkFlood() {}

  /**
   * Sends its packets and ends.
   *
   * @param args own address; {@code small-edns}, {@code malformed} or {@code announce}; how many;
   *     seed
   */
  public static void main(String[] args) throws IOException {
    InetAddress address = InetAddress.getByName(args[0]);
    int count = Integer.parseInt(args[2]);
    Random random = new Random(Long.parseLong(args[3]));
    try (MulticastSocket socket = new MulticastSocket(new InetSocketAddress(address, 0))) {
      socket.setNetworkInterface(NetworkInterface.getByInetAddress(address));
      for (int i = 0; i < count; i++) {
        byte[] packet =
            switch (args[1]) {
              case "small-edns" -> smallEdns();
              case "malformed" -> malformed(random);
              case "announce" -> announcement(i);
              default -> throw new IllegalArgumentException(args[1]);
            };
        socket.send(new DatagramPacket(packet, packet.length, GROUP));
      }
    }
  }

  /** A client that says it takes answers of 30 bytes: JmDNS shuts down at it. */
  private static byte[] smallEdns() throws IOException {
    Message query = new Message(0);
    query.addRecord(
        Record.newRecord(Name.fromString("_web._tcp.local."), Type.PTR, DClass.IN),
        Section.QUESTION);
    query.addRecord(new OPTRecord(30, 0, 0), Section.ADDITIONAL);
    return query.toWire();
  }

  /** A good answer with some bytes changed, or cut off, or noise. */
  private static byte[] malformed(Random random) throws IOException {
    byte[] packet = random.nextInt(4) == 0 ? new byte[random.nextInt(600)] : announcement(0);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes && packet.length > 0; i++) {
      packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
    }
    return random.nextBoolean()
        ? packet
        : java.util.Arrays.copyOf(packet, random.nextInt(packet.length + 1));
  }

  private static byte[] announcement(int number) throws IOException {
    Name type = Name.fromString("_other._tcp.local.");
    Name name = new Name(("foreign " + number).replace(" ", "\\032"), type);
    Message answer = new Message(0);
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    Record record =
        new SRVRecord(name, DClass.IN, 4_500, 0, 0, 80, Name.fromString("foreign.local."));
    answer.addRecord(record, Section.ANSWER);
    byte[] text = ("note=" + "x".repeat(200)).getBytes(StandardCharsets.US_ASCII);
    answer.addRecord(
        new org.xbill.DNS.TXTRecord(
            name, DClass.IN, 4_500, new String(text, StandardCharsets.US_ASCII)),
        Section.ANSWER);
    return answer.toWire();
  }
}
