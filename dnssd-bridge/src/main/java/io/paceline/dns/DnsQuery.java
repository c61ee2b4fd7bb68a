package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.Arrays;
import org.xbill.DNS.Name;

/**
 * What one received message asks: its header, its question and its EDNS part, as {@link
 * QueryParser} found them. Offsets count from the first byte of the message. Reused from message to
 * message, so that the hot path allocates nothing; owned by one event loop.
 */
final class DnsQuery {
  static final int HEADER_BYTES = 12;

  static final int FLAG_QR = 0x8000;
  static final int FLAG_AA = 0x0400;
  static final int FLAG_TC = 0x0200;
  static final int FLAG_RD = 0x0100;
  static final int FLAG_RA = 0x0080;
  static final int FLAG_CD = 0x0010;
  private static final int OPCODE_SHIFT = 11;

  private static final int BYTES_INITIAL = 512;

  /** The message, at the beginning of an array that serves one message after the other. */
  byte[] bytes = new byte[BYTES_INITIAL];

  int size;

  /** Who sent it: a cookie is made for this address. */
  InetAddress client = InetAddress.getLoopbackAddress();

  /** Whether there is room for everything; the answer then begins with its length. */
  boolean overTcp;

  int id;
  int flags;

  /** Length of the question's name with its root label; 0 if there is no (readable) question. */
  int nameBytes;

  /** Hash of the name's bytes in lower case. */
  int nameHash;

  /** Offset in the name of its last letter in upper case; -1 if there is none. */
  int lastUpperAt;

  int type;
  int dclass;

  boolean edns;
  int udpPayload;
  int ednsVersion;
  boolean dnssecOk;

  /** Where the COOKIE option's data begins; its length is 0 if there is none. */
  int cookieAt;

  int cookieBytes;

  /** Where the client subnet option's data begins; its length is 0 if there is none. */
  int subnetAt;

  int subnetBytes;

  /** How much of the subnet the answer depends on, in bits (RFC 7871 section 7.2.1). */
  int subnetScope;

  boolean keepAlive;

  void clear() {
    nameBytes = 0;
    nameHash = 0;
    lastUpperAt = -1;
    type = 0;
    dclass = 0;
    clearEdns();
  }

  /** Forgets what a broken EDNS part said: nothing of it may shape the answer. */
  void clearEdns() {
    edns = false;
    udpPayload = 0;
    ednsVersion = 0;
    dnssecOk = false;
    cookieBytes = 0;
    subnetBytes = 0;
    subnetScope = 0;
    keepAlive = false;
  }

  int opcode() {
    return (flags >> OPCODE_SHIFT) & 0xf;
  }

  boolean hasQuestion() {
    return nameBytes > 0;
  }

  /** The source prefix length of the client subnet option; 0 if it says nothing. */
  int subnetSource() {
    return subnetBytes == 0 ? 0 : u8(subnetAt + 2);
  }

  /** Length of the question with type and class. */
  int questionBytes() {
    return hasQuestion() ? nameBytes + 4 : 0;
  }

  /** Copies a message in here, from its reader index on. */
  void read(ByteBuf message, InetAddress from, boolean tcp) {
    client = from;
    overTcp = tcp;
    size = message.readableBytes();
    if (size > bytes.length) {
      bytes = new byte[size];
    }
    message.getBytes(message.readerIndex(), bytes, 0, size);
  }

  int u8(int at) {
    return bytes[at] & 0xff;
  }

  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  /** The question's name in the letter case that it was asked in. */
  Name name() {
    return Labels.fromWire(Arrays.copyOfRange(bytes, HEADER_BYTES, HEADER_BYTES + nameBytes));
  }

  byte[] lowerCaseName() {
    byte[] name = new byte[nameBytes];
    for (int i = 0; i < nameBytes; i++) {
      name[i] = (byte) QueryParser.lowerCase(bytes[HEADER_BYTES + i]);
    }
    return name;
  }

  /** Whether this is the question's name, which is as long. */
  boolean isNamed(byte[] lowerCaseName) {
    if (lastUpperAt < 0) {
      int end = HEADER_BYTES + nameBytes;
      return Arrays.equals(lowerCaseName, 0, nameBytes, bytes, HEADER_BYTES, end);
    }
    for (int i = 0; i < nameBytes; i++) {
      if (lowerCaseName[i] != QueryParser.lowerCase(bytes[HEADER_BYTES + i])) {
        return false;
      }
    }
    return true;
  }
}
