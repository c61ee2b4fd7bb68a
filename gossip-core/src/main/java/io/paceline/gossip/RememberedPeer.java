package io.paceline.gossip;

import io.paceline.gossip.message.PeerAddress;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A peer as the data directory keeps it, one line each:
 *
 * <pre>{@code
 * 10.0.0.5:7946 up web-1
 * 10.0.0.6:7946 1732440000 web-2
 * }</pre>
 *
 * @param name who it is
 * @param address where it was
 * @param lastSeen until when it was up, to the second; absent if it was up when this was written
 */
record RememberedPeer(String name, PeerAddress address, Optional<Instant> lastSeen) {
  private static final Pattern IP_ADDRESS =
      Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*");
  private static final String UP = "up";

  String format() {
    String seen = lastSeen.map(at -> Long.toString(at.getEpochSecond())).orElse(UP);
    return address + " " + seen + " " + name;
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static RememberedPeer parse(String line) {
    String[] parts = line.split(" ", 3);
    if (parts.length < 3) {
      throw new IllegalArgumentException("not a peer");
    }
    return new RememberedPeer(parts[2], address(parts[0]), lastSeen(parts[1]));
  }

  private static PeerAddress address(String text) {
    SeedAddress address = SeedAddress.parse(text);
    if (!IP_ADDRESS.matcher(address.host()).matches()) { // a name would have to be looked up
      throw new IllegalArgumentException("not an IP address");
    }
    return PeerAddress.of(new InetSocketAddress(address.host(), address.port()));
  }

  private static Optional<Instant> lastSeen(String text) {
    if (text.equals(UP)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time", e);
    }
  }
}
