package io.paceline.gossip.catalog;

import java.time.Duration;

/**
 * How the catalog spreads, repairs and bounds itself.
 *
 * @param digestInterval how often a random member's digest is compared with ours, 1 to 5 s. Raising
 *     it saves about 300 bytes per exchange and lengthens the repair of a change that every rumour
 *     missed
 * @param fanOut how many random members a change is sent to at once, by each member that hears of
 *     it first. With 3, 94 % of the members hear of it in that first wave
 * @param retransmits how many more times a change is sent to as many members, with time between
 * @param retransmitInterval that time
 * @param rumourBytesPerSecond retransmission rests while rumours exceed this rate; the first wave
 *     never does
 * @param packetBytesMax largest body sent as a datagram. What is larger goes by stream
 * @param epochHold how long the first publication waits for a peer to tell which epochs of the
 *     local node it has seen
 * @param tombstoneKeep for how long a removal is remembered. A member that was out of reach for
 *     longer gets the whole log instead of the difference
 * @param downKeep for how long the log of a dead or left member is kept, hidden, so that a healed
 *     partition needs no transfer
 * @param ownerRecordsMax services that one member may own
 * @param ownerBytesMax bytes that the records of one member may take
 * @param totalBytesMax bytes that the records of all members may take
 */
public record CatalogConfig(
    Duration digestInterval,
    int fanOut,
    int retransmits,
    Duration retransmitInterval,
    int rumourBytesPerSecond,
    int packetBytesMax,
    Duration epochHold,
    Duration tombstoneKeep,
    Duration downKeep,
    int ownerRecordsMax,
    int ownerBytesMax,
    long totalBytesMax) {
  private static final Duration DIGEST_INTERVAL_MIN = Duration.ofSeconds(1);
  private static final Duration DIGEST_INTERVAL_MAX = Duration.ofSeconds(5);

  /** What suits one data centre. Defined after what its validation needs. */
  public static final CatalogConfig DEFAULT =
      new CatalogConfig(
          Duration.ofSeconds(2),
          3,
          2,
          Duration.ofMillis(100),
          64 << 10,
          1_300,
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          10_000,
          16 << 20,
          256L << 20);

  public CatalogConfig {
    if (digestInterval.compareTo(DIGEST_INTERVAL_MIN) < 0
        || digestInterval.compareTo(DIGEST_INTERVAL_MAX) > 0) {
      throw new IllegalArgumentException(
          "digest interval (" + digestInterval + ") must be 1 s to 5 s");
    }
    require("fan-out", fanOut, 1, 16);
    require("retransmits", retransmits, 0, 16);
    require("rumour bytes per second", rumourBytesPerSecond, 0, Integer.MAX_VALUE);
    require("packet bytes", packetBytesMax, 512, 65_000);
    require("records of one owner", ownerRecordsMax, 1, 1_000_000);
    // a whole log travels as one reliable user message, of which memberlist takes 20 MiB
    require("bytes of one owner", ownerBytesMax, CatalogLimits.RECORD_BYTES, 16 << 20);
    require("bytes of all owners", totalBytesMax, ownerBytesMax, Long.MAX_VALUE);
    requirePositive("retransmit interval", retransmitInterval);
    requirePositive("epoch hold", epochHold);
    requirePositive("time to keep tombstones", tombstoneKeep);
    requirePositive("time to keep logs of members that are down", downKeep);
  }

  private static void require(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " (" + value + ") must be " + min + " to " + max);
    }
  }

  private static void requirePositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " (" + value + ") must be positive");
    }
  }
}
