package io.paceline.gossip.catalog;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides blocks over message bodies. A block that is not whole may be cut between two records: the
 * pieces cover the same versions. A whole block cannot, nor can a record, so a body may become
 * larger than wanted; it then holds one block.
 */
final class BlockPacker {
  /** What a body has around its blocks. */
  private static final int HEAD_BYTES = 16;

  private final boolean rumour;
  private final int bytesMax;
  private final List<Bytes> bodies = new ArrayList<>();

  private List<LogBlock> open = new ArrayList<>();
  private int openBytes = HEAD_BYTES;

  private BlockPacker(boolean rumour, int bytesMax) {
    this.rumour = rumour;
    this.bytesMax = bytesMax;
  }

  static List<Bytes> pack(List<LogBlock> blocks, boolean rumour, int bytesMax) {
    BlockPacker packer = new BlockPacker(rumour, bytesMax);
    for (LogBlock block : blocks) {
      packer.add(block);
    }
    packer.close();
    return packer.bodies;
  }

  /** Bytes of a block, at most. */
  static long bytes(LogBlock block) {
    long bytes = CatalogCodec.headBytes(block);
    for (CatalogRecord record : block.records()) {
      bytes += CatalogCodec.recordBytes(record);
    }
    return bytes;
  }

  private void add(LogBlock block) {
    if (block.whole() || openBytes + bytes(block) <= bytesMax) {
      addUncut(block);
    } else {
      addInPieces(block);
    }
  }

  private void addUncut(LogBlock block) {
    long bytes = bytes(block);
    if (openBytes + bytes > bytesMax) {
      close();
    }
    open.add(block);
    openBytes += (int) bytes;
  }

  private void addInPieces(LogBlock block) {
    List<CatalogRecord> piece = new ArrayList<>();
    long from = block.from();
    long bytes = CatalogCodec.headBytes(block);
    for (CatalogRecord record : block.records()) {
      int more = CatalogCodec.recordBytes(record);
      if (!piece.isEmpty() && HEAD_BYTES + bytes + more > bytesMax) {
        long to = piece.get(piece.size() - 1).version();
        addUncut(piece(block, from, to, piece));
        from = to;
        piece = new ArrayList<>();
        bytes = CatalogCodec.headBytes(block);
      }
      piece.add(record);
      bytes += more;
    }
    addUncut(piece(block, from, block.to(), piece));
  }

  private static LogBlock piece(LogBlock of, long from, long to, List<CatalogRecord> records) {
    return new LogBlock(of.owner(), of.life(), of.floor(), from, to, false, records);
  }

  private void close() {
    if (!open.isEmpty()) {
      bodies.add(CatalogCodec.encode(new Blocks(open, rumour)));
      open = new ArrayList<>();
      openBytes = HEAD_BYTES;
    }
  }
}
