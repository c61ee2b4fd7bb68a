package io.paceline.gossip.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a hostile peer may send to a node without a key: for tests over real sockets. */
public final class HostileCorpus {
  private final Mutations mutations;
  private final int perVector;

  /**
   * @param perVector how often each test vector is damaged
   */
  public HostileCorpus(long seed, int perVector) {
    this.mutations = new Mutations(new Random(seed));
    this.perVector = perVector;
  }

  /** Each packet of the test vectors, what is inside it, and both damaged in several ways. */
  public List<byte[]> packets() {
    return damaged(WireVector.packets());
  }

  /** The same for what goes by stream. */
  public List<byte[]> streams() {
    return damaged(WireVector.streams());
  }

  private List<byte[]> damaged(List<WireVector> vectors) {
    List<byte[]> all = new ArrayList<>();
    for (WireVector vector : vectors) {
      for (byte[] original : List.of(vector.bytes(), vector.inner())) {
        all.add(original);
        for (int i = 0; i < perVector; i++) {
          all.add(mutations.of(original));
        }
      }
    }
    return all;
  }

  /** A compressed envelope of so many zeros: a few kilobytes for many megabytes. */
  public static byte[] bomb(int bytes) {
    MsgpackWriter out = new MsgpackWriter();
    new Compression().compress(new byte[bytes], 0, bytes, out);
    return out.toBytes().toByteArray();
  }

  /** One packet with as many bombs as fit. */
  public static byte[] packetOfBombs() {
    byte[] bomb = bomb(WireLimits.DATAGRAM_DECOMPRESSED_BYTES + 1);
    int count = Math.min(WireLimits.COMPOUND_PARTS, 60_000 / bomb.length);
    MsgpackWriter out = new MsgpackWriter();
    out.rawByte(CompoundCodec.TYPE).rawByte(count);
    for (int i = 0; i < count; i++) {
      out.rawByte(bomb.length >>> 8).rawByte(bomb.length);
    }
    for (int i = 0; i < count; i++) {
      out.rawBytes(bomb, 0, bomb.length);
    }
    return out.toBytes().toByteArray();
  }
}
