package io.paceline.gossip.wire;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import org.jspecify.annotations.Nullable;

/** Writes the fields that several messages share. */
final class FieldWriter {
  private FieldWriter() {}

  static void ip(MsgpackWriter out, String key, PeerAddress address) {
    out.string(key).bytes(address.ip().getAddress());
  }

  /** How many of the three source fields {@link #source} will write. */
  static int sourceFields(String node, @Nullable PeerAddress source) {
    return (node.isEmpty() ? 0 : 1)
        + (source == null ? 0 : 1)
        + (source == null || source.port() == 0 ? 0 : 1);
  }

  /** SourceAddr, SourceNode and SourcePort, each left out when it has nothing to say. */
  static void source(MsgpackWriter out, String node, @Nullable PeerAddress source) {
    if (source != null) {
      ip(out, "SourceAddr", source);
    }
    if (!node.isEmpty()) {
      out.string("SourceNode").string(node);
    }
    if (source != null && source.port() != 0) {
      out.string("SourcePort").uint64(source.port());
    }
  }

  static void versions(MsgpackWriter out, Versions versions) {
    out.string("Vsn").rawHeader(WireLimits.VERSION_BYTES);
    out.rawByte(versions.protocolMin())
        .rawByte(versions.protocolMax())
        .rawByte(versions.protocolCurrent())
        .rawByte(versions.delegateMin())
        .rawByte(versions.delegateMax())
        .rawByte(versions.delegateCurrent());
  }
}
