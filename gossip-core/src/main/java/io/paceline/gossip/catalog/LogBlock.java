package io.paceline.gossip.catalog;

import java.util.List;

/**
 * A piece of an owner's log on its way. It says: these are all records whose version lies above
 * {@code from} and up to {@code to}; a change in that range that is not among them was overtaken by
 * a later one. A whole block is the complete log up to {@code to}: what a replica holds up to there
 * and does not find in it is gone. (It may list later records as well.)
 *
 * @param floor tombstones up to here were dropped: see {@link OwnerLog}
 * @param records in ascending order of version
 */
record LogBlock(
    String owner,
    LogId life,
    long floor,
    long from,
    long to,
    boolean whole,
    List<CatalogRecord> records) {}
