package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Versions;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a stranger may make a member table hold, and which claims are plausible at all. */
final class SwimLimits {
  /** Encoded tags of one member, as in memberlist. */
  static final int META_BYTES_MAX = 512;

  /** A member's name in UTF-8. */
  static final int NAME_BYTES_MAX = 255;

  /** Own broadcasts that wait, per member that there may be; those sent most are dropped. */
  static final int BROADCASTS_PER_MEMBER_MAX = 2;

  /** Names that are new to an unauthenticated node, in each second; see {@link Newcomers}. */
  static final int NEWCOMERS_PER_SECOND = 200;

  /** Newcomers that are being asked at the same time. */
  static final int NEWCOMERS_MAX = 4_096;

  /** Newcomers that are also asked by way of members and over TCP, in each second. */
  static final int NEWCOMER_DETOURS_PER_SECOND = 16;

  /** Indirect pings that we carry out for others at the same time. */
  static final int INDIRECT_PINGS_MAX = 1_024;

  /** Indirect pings that strangers ask for, or that go to strangers, in each second. */
  static final int STRANGERS_INDIRECT_PINGS_PER_SECOND = 16;

  /** The highest incarnation that a member may claim. Go peers wrap around two steps later. */
  static final long INCARNATION_MAX = 0xffff_fffeL;

  /**
   * The highest incarnation that others may accuse. One below {@link #INCARNATION_MAX}, so that
   * whatever is believed can be refuted by a claim that is believed too, and nothing ever wraps.
   */
  static final long ACCUSED_INCARNATION_MAX = INCARNATION_MAX - 1;

  private static final InetAddress BROADCAST = broadcast();

  private SwimLimits() {}

  private static InetAddress broadcast() {
    byte[] ones = {-1, -1, -1, -1};
    try {
      return InetAddress.getByAddress(ones);
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // four bytes are always an address
    }
  }

  /** Whether a name is 1 to 255 bytes of UTF-8 without control characters. */
  static boolean isName(String name) {
    int bytes = 0;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      if (Character.isISOControl(c) || c == 0xfffd) {
        return false;
      }
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x1_0000 ? 3 : 4;
      i += Character.charCount(c);
    }
    return bytes >= 1 && bytes <= NAME_BYTES_MAX;
  }

  /** Whether a claim to be alive may enter the table. */
  static boolean isPlausible(Alive alive, Versions ours) {
    return alive.incarnation() >= 1
        && alive.incarnation() <= INCARNATION_MAX
        && alive.meta().size() <= META_BYTES_MAX
        && isCompatible(alive.versions(), ours)
        && isHost(alive.address().ip())
        && isName(alive.node());
  }

  /** Whether an address can be one host's: nobody shall have us write to many at once. */
  static boolean isHost(InetAddress ip) {
    return !ip.isAnyLocalAddress() && !ip.isMulticastAddress() && !ip.equals(BROADCAST);
  }

  /** Whether each side speaks a version that the other understands (memberlist and above). */
  static boolean isCompatible(Versions theirs, Versions ours) {
    return theirs.protocolMin() >= 1
        && within(theirs.protocolMin(), theirs.protocolMax(), ours.protocolCurrent())
        && within(ours.protocolMin(), ours.protocolMax(), theirs.protocolCurrent())
        && within(theirs.delegateMin(), theirs.delegateMax(), ours.delegateCurrent())
        && within(ours.delegateMin(), ours.delegateMax(), theirs.delegateCurrent());
  }

  private static boolean within(int min, int max, int value) {
    return min <= value && value <= max;
  }
}
