package io.paceline.gossip.wire;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.WireFormatException.Reason;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the fields that several messages share, each with its rule. */
final class FieldReader {
  /** What nearly every peer announces, so that it need not be made for each message. */
  private static final byte[] SERF_VERSIONS = {1, 5, 2, 2, 5, 5};

  private FieldReader() {}

  /** 4 or 16 bytes of an address; null if there are none. A mapped IPv4 address is unfolded. */
  static @Nullable InetAddress ip(MsgpackReader in) throws WireFormatException {
    int length = in.skipBytes();
    if (length == 0) {
      return null;
    }
    if (length != 4 && length != 16) {
      throw invalid("address of " + length + " bytes");
    }
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(in.array(), in.position() - length, in.position()));
    } catch (UnknownHostException e) {
      throw invalid("address of " + length + " bytes");
    }
  }

  /** An address that must be there. */
  static PeerAddress address(@Nullable InetAddress ip, int port) throws WireFormatException {
    if (ip == null) {
      throw invalid("no address");
    }
    return new PeerAddress(ip, port);
  }

  /** An address to answer to: there only if both its parts are. */
  static @Nullable PeerAddress source(@Nullable InetAddress ip, int port) {
    return ip == null || port == 0 ? null : new PeerAddress(ip, port);
  }

  static Bytes meta(MsgpackReader in) throws WireFormatException {
    Bytes meta = in.bytes();
    if (meta.size() > WireLimits.META_BYTES) {
      throw invalid("meta of " + meta.size() + " bytes");
    }
    return meta;
  }

  /** Six bytes; none at all come from peers without a delegate and are known as "unknown". */
  static Versions versions(MsgpackReader in) throws WireFormatException {
    int length = in.skipBytes();
    if (length == 0) {
      return Versions.UNKNOWN;
    }
    if (length != WireLimits.VERSION_BYTES) {
      throw invalid("version vector of " + length + " bytes");
    }
    return versions(in.array(), in.position() - length);
  }

  private static Versions versions(byte[] in, int at) {
    if (Arrays.equals(in, at, at + SERF_VERSIONS.length, SERF_VERSIONS, 0, SERF_VERSIONS.length)) {
      return Versions.SERF;
    }
    return new Versions(
        in[at] & 0xff,
        in[at + 1] & 0xff,
        in[at + 2] & 0xff,
        in[at + 3] & 0xff,
        in[at + 4] & 0xff,
        in[at + 5] & 0xff);
  }

  static WireFormatException invalid(String what) {
    return new WireFormatException(Reason.INVALID_VALUE, what);
  }
}
