package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.util.random.RandomGenerator;

/**
 * The way of an answer to the asker: straight, and if the asker wishes by way of other members too.
 * Nothing is ever sent to an address that is no member's, so that nobody can aim us at a third
 * party.
 */
final class QueryReplies {
  private final SwimView swim;
  private final MemberDirectory directory;
  private final QueryAsking asking;
  private final DropCounters drops;
  private final RandomGenerator random;
  private final int bytesMax;

  QueryReplies(
      SwimView swim,
      MemberDirectory directory,
      QueryAsking asking,
      DropCounters drops,
      RandomGenerator random,
      int bytesMax) {
    this.swim = swim;
    this.directory = directory;
    this.asking = asking;
    this.drops = drops;
    this.random = random;
    this.bytesMax = bytesMax;
  }

  /**
   * Responds to a query.
   *
   * @throws IllegalArgumentException if the response is too large; nothing was sent then
   */
  void send(long nowNanos, QueryMessage query, long flags, Bytes payload) {
    SwimMember local = swim.local();
    QueryResponse response =
        new QueryResponse(query.lTime(), query.id(), local.name(), flags, payload);
    Bytes body = SerfCodec.encode(response);
    requireSize(body);
    if (query.source().equals(local.address())) {
      asking.onResponse(nowNanos, response);
    } else if (isMember(query.sourceNode(), query.source())) {
      swim.sendUser(query.source(), body);
      relay(query, body);
    } else {
      drops.count(SerfDrop.STRANGER);
    }
  }

  /** Whether an answer with this payload would not be too large. */
  boolean fits(QueryMessage query, Bytes payload) {
    return bytes(query, payload) <= bytesMax;
  }

  private int bytes(QueryMessage query, Bytes payload) {
    String from = swim.local().name();
    return SerfCodec.encode(new QueryResponse(query.lTime(), query.id(), from, 0, payload)).size();
  }

  private void requireSize(Bytes body) {
    if (body.size() > bytesMax) {
      throw new IllegalArgumentException(
          "query response takes " + body.size() + " bytes, at most " + bytesMax + " allowed");
    }
  }

  private void relay(QueryMessage query, Bytes body) {
    int copies = query.relayFactor();
    if (copies == 0 || directory.size() < copies + 1) {
      return;
    }
    Bytes relayed = SerfCodec.encode(new Relay(query.source(), query.sourceNode(), body));
    if (relayed.size() <= bytesMax) {
      directory
          .random(random, copies, this::isRelay)
          .forEach(entry -> swim.sendUser(entry.swim().address(), relayed));
    }
  }

  private boolean isRelay(MemberEntry entry) {
    return entry.status() == MemberStatus.ALIVE
        && entry.swim().versions().protocolMax() >= Versions.CRC
        && !entry.name().equals(swim.local().name());
  }

  /** Passes on what a peer sends by way of us. */
  void onRelay(Relay relay) {
    if (relay.message().size() <= bytesMax
        && isMember(relay.destinationName(), relay.destination())) {
      swim.sendUser(relay.destination(), relay.message());
    } else {
      drops.count(SerfDrop.STRANGER);
    }
  }

  private boolean isMember(String name, PeerAddress address) {
    MemberEntry named = directory.get(name);
    return (named != null && named.swim().address().equals(address))
        || directory.entries().stream().anyMatch(entry -> entry.swim().address().equals(address));
  }
}
