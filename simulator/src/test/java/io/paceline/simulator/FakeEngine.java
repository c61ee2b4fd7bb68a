package io.paceline.simulator;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineFigures;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.swim.Accusation;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.SnapshotBuilder;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An engine that writes down its inputs, and does with its outbox what a test says. */
final class FakeEngine implements GossipEngine {
  final VirtualNode node;
  final Outbox out;
  final List<String> inputs = new ArrayList<>();
  List<Member> members = List.of();
  long incarnation = 1;
  CatalogSnapshot catalog = new SnapshotBuilder().snapshot();
  long deadline = Long.MAX_VALUE;
  Consumer<Outbox> onCommand = unused -> {};
  boolean answersStreams;
  boolean ignoresDeadlines;

  FakeEngine(VirtualNode node, Outbox out) {
    this.node = node;
    this.out = out;
  }

  static Member member(String name, MemberStatus status, boolean suspect, long incarnation) {
    PeerAddress address = new PeerAddress(InetAddress.getLoopbackAddress(), 1);
    return new Member(name, address, Map.of(), status, suspect, Versions.SERF, incarnation);
  }

  @Override
  public void start(long nowNanos) {
    inputs.add("start");
  }

  @Override
  public void onMessage(long nowNanos, PeerAddress from, Message message) {
    inputs.add(message.type() + " from " + from);
  }

  @Override
  public void onStream(long nowNanos, StreamId stream, Message message) {
    inputs.add(message.type() + (stream.outgoing() ? " as answer" : " as request"));
    if (answersStreams && !stream.outgoing()) {
      out.reply(stream, message);
    }
  }

  @Override
  public void onStreamClosed(long nowNanos, StreamId stream, CloseReason reason) {
    inputs.add((stream.outgoing() ? "own" : "peer's") + " stream closed: " + reason);
  }

  @Override
  public void onSendFailed(long nowNanos, PeerAddress to) {
    inputs.add("send failed to " + to);
  }

  @Override
  public void onCommand(long nowNanos, Command command) {
    inputs.add("command");
    onCommand.accept(out);
  }

  @Override
  public void onResolved(long nowNanos, String seed, List<PeerAddress> addresses) {
    inputs.add("resolved " + seed + " to " + addresses);
  }

  @Override
  public void onDeadline(long nowNanos) {
    inputs.add("deadline");
    if (!ignoresDeadlines) {
      deadline = Long.MAX_VALUE;
    }
  }

  @Override
  public long nextDeadline() {
    return deadline;
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public Member localMember() {
    return member(node.name(), MemberStatus.ALIVE, false, incarnation);
  }

  @Override
  public CatalogSnapshot catalog() {
    return catalog;
  }

  @Override
  public EngineFigures figures() {
    return EngineFigures.NONE;
  }

  @Override
  public List<Accusation> accusations(String member) {
    return List.of();
  }

  @Override
  public Map<String, Coordinate> coordinates() {
    return Map.of();
  }

  @Override
  public Optional<Duration> rtt(String a, String b) {
    return Optional.empty();
  }
}
