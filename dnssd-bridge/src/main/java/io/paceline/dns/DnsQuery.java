package io.paceline.dns;

import io.netty.buffer.ByteBuf;
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
  static final int FLAG_CD = 0x0010;
  private static final int OPCODE_SHIFT = 11;

  int id;
  int flags;

  /** Length of the question's name with its root label; 0 if there is no (readable) question. */
  int nameBytes;

  /** Hash of the name's bytes in lower case. */
  int nameHash;

  int labels;
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

  boolean keepAlive;

  void clear() {
    nameBytes = 0;
    nameHash = 0;
    labels = 0;
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
    keepAlive = false;
  }

  int opcode() {
    return (flags >> OPCODE_SHIFT) & 0xf;
  }

  boolean hasQuestion() {
    return nameBytes > 0;
  }

  /** Length of the question with type and class. */
  int questionBytes() {
    return hasQuestion() ? nameBytes + 4 : 0;
  }

  /** The question's name in the letter case that it was asked in. */
  Name name(ByteBuf message) {
    byte[] wire = new byte[nameBytes];
    message.getBytes(message.readerIndex() + HEADER_BYTES, wire);
    return Labels.fromWire(wire);
  }
}
