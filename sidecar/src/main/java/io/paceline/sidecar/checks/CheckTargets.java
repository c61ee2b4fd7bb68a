package io.paceline.sidecar.checks;

import io.paceline.gossip.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where checks that come by the HTTP API may connect to. Whoever may register a service could
 * otherwise have this agent knock at any door that it can reach, and read from the status what is
 * behind it.
 */
public record CheckTargets(List<Cidr> blocks) {
  /** This host only. */
  public static final CheckTargets LOOPBACK =
      new CheckTargets(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));

  public CheckTargets {
    blocks = List.copyOf(blocks);
  }

  public boolean admits(InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  @Override
  public String toString() {
    return blocks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
  }
}
