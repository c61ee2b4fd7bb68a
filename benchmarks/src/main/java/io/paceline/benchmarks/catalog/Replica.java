package io.paceline.benchmarks.catalog;

import io.paceline.gossip.catalog.CatalogConfig;
import io.paceline.gossip.catalog.CatalogOutbox;
import io.paceline.gossip.catalog.CatalogPeer;
import io.paceline.gossip.catalog.CatalogProtocol;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Suspicion;
import io.paceline.service.Weights;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One catalog protocol whose messages are kept instead of sent. */
final class Replica implements CatalogOutbox {
  final List<Bytes> sent = new ArrayList<>();
  final CatalogProtocol catalog;
  final CatalogPeer self;
  long nowNanos;

  Replica(int index) {
    PeerAddress address = PeerAddress.of(new InetSocketAddress("10.0.0." + index, 7946));
    NodeEntry node = new NodeEntry("node-" + index, address.toString(), "dc1", Map.of(), Map.of());
    self = new CatalogPeer(node.name(), address, node, CatalogProtocol.VERSION, Suspicion.NONE);
    catalog =
        new CatalogProtocol(node.name(), CatalogConfig.DEFAULT, new SplittableRandom(index), this);
    catalog.start(0, 0, index);
    catalog.onMemberUp(0, self);
  }

  void knows(Replica other) {
    catalog.onMemberUp(nowNanos, other.self);
  }

  /** Time passes and what is due happens. */
  void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    catalog.onDeadline(nowNanos);
  }

  void receive(Replica from, List<Bytes> bodies) {
    bodies.forEach(body -> catalog.onMessage(nowNanos, from.self.address(), body));
  }

  static ServiceInstance instance(int service, int id, int port) {
    return ServiceInstance.builder("service-" + service)
        .id("id-" + id)
        .port(port)
        .tags("v" + id % 3, "http")
        .zone("zone-" + id % 3)
        .weights(new Weights(10, 1))
        .meta(Map.of("version", "1.2.3"))
        .build();
  }

  @Override
  public void send(PeerAddress to, Bytes body) {
    sent.add(body);
  }

  @Override
  public void sendReliable(PeerAddress to, Bytes body) {
    sent.add(body);
  }

  @Override
  public void epochChosen(long epoch) {}
}
