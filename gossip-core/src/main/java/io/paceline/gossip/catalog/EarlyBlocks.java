package io.paceline.gossip.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rumours about owners that membership has not told us of yet: both spread by chance, and a new
 * member's first registration may overtake the news that it joined. Without these the digest would
 * have to repair it. Bounded; the oldest owner is forgotten first.
 */
final class EarlyBlocks {
  private final Map<String, List<LogBlock>> byOwner = new LinkedHashMap<>();
  private int count;
  private long bytes;

  void add(LogBlock block) {
    if (BlockPacker.bytes(block) > CatalogLimits.EARLY_BYTES) {
      return;
    }
    byOwner.computeIfAbsent(block.owner(), owner -> new ArrayList<>()).add(block);
    count++;
    bytes += BlockPacker.bytes(block);
    while (count > CatalogLimits.EARLY_BLOCKS || bytes > CatalogLimits.EARLY_BYTES) {
      take(byOwner.keySet().iterator().next());
    }
  }

  /** What is waiting for an owner, which is then forgotten. */
  List<LogBlock> take(String owner) {
    List<LogBlock> blocks = byOwner.remove(owner);
    if (blocks == null) {
      return List.of();
    }
    count -= blocks.size();
    for (LogBlock block : blocks) {
      bytes -= BlockPacker.bytes(block);
    }
    return blocks;
  }
}
