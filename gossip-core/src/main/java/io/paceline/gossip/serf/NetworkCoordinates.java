package io.paceline.gossip.serf;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries the local member's coordinate to peers in acks, learns theirs from the acks that come
 * back, and estimates the round trip between any two members that are known.
 */
final class NetworkCoordinates {
  private final String localName;
  private final Vivaldi vivaldi;
  private final DropCounters drops;
  private @Nullable Bytes payload;

  NetworkCoordinates(String localName, RandomGenerator random, DropCounters drops) {
    this.localName = localName;
    this.vivaldi = new Vivaldi(random);
    this.drops = drops;
  }

  /** What an ack carries. */
  Bytes ackPayload() {
    if (payload == null) {
      payload = SerfCodec.encodeCoordinate(vivaldi.coordinate());
    }
    return payload;
  }

  /** A ping was answered; members that are not Serf's send no payload. */
  void onPingAcked(String peer, long rttNanos, Bytes received) {
    if (received.isEmpty()) {
      return;
    }
    try {
      if (vivaldi.update(peer, SerfCodec.decodeCoordinate(received), rttNanos)) {
        payload = null;
      }
    } catch (WireFormatException e) {
      drops.count(SerfDrop.MALFORMED);
    }
  }

  void forget(String peer) {
    vivaldi.forget(peer);
  }

  /** Those of this member and of all that answered a ping of it, by name. */
  Map<String, Coordinate> all() {
    Map<String, Coordinate> all = vivaldi.coordinates();
    all.put(localName, vivaldi.coordinate());
    return all;
  }

  /** The coordinate of a member, if it answered a ping of ours. */
  private Optional<Coordinate> coordinate(String name) {
    return name.equals(localName)
        ? Optional.of(vivaldi.coordinate())
        : Optional.ofNullable(vivaldi.coordinateOf(name));
  }

  /** The estimated round trip between two members. */
  Optional<Duration> rtt(String a, String b) {
    return coordinate(a)
        .flatMap(first -> coordinate(b).map(second -> Vivaldi.distanceSeconds(first, second)))
        .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)));
  }
}
