package io.paceline.gossip.netty;

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
import io.paceline.service.CatalogWatches;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** An engine that writes down what it is told, and does what the test says. */
final class RecordingEngine implements GossipEngine {
  /** What the engine was told, in order; any thread may read it. */
  final List<Object> inputs = new CopyOnWriteArrayList<>();

  final Outbox out;
  volatile long deadline = Long.MAX_VALUE;
  volatile BiConsumer<PeerAddress, Message> onMessage = (from, message) -> {};
  volatile BiConsumer<StreamId, Message> onStream = (stream, message) -> {};
  volatile Consumer<Command> onCommand = command -> {};

  private final List<Member> members;

  record Packet(PeerAddress from, Message message) {}

  record Streamed(StreamId stream, Message message) {}

  record Closed(StreamId stream, CloseReason reason) {}

  record Resolved(String seed, List<PeerAddress> addresses) {}

  record SendFailed(PeerAddress to) {}

  record Deadline() {}

  RecordingEngine(Outbox out) {
    this.out = out;
    PeerAddress address = new PeerAddress(InetAddress.getLoopbackAddress(), 1);
    this.members =
        List.of(new Member("a", address, Map.of(), MemberStatus.ALIVE, false, Versions.SERF, 1));
  }

  @Override
  public void start(long nowNanos) {}

  @Override
  public void onMessage(long nowNanos, PeerAddress from, Message message) {
    inputs.add(new Packet(from, message));
    onMessage.accept(from, message);
  }

  @Override
  public void onStream(long nowNanos, StreamId stream, Message message) {
    inputs.add(new Streamed(stream, message));
    onStream.accept(stream, message);
  }

  @Override
  public void onStreamClosed(long nowNanos, StreamId stream, CloseReason reason) {
    inputs.add(new Closed(stream, reason));
  }

  @Override
  public void onSendFailed(long nowNanos, PeerAddress to) {
    inputs.add(new SendFailed(to));
  }

  @Override
  public void onCommand(long nowNanos, Command command) {
    inputs.add(command);
    onCommand.accept(command);
  }

  @Override
  public void onResolved(long nowNanos, String seed, List<PeerAddress> addresses) {
    inputs.add(new Resolved(seed, addresses));
  }

  @Override
  public void onDeadline(long nowNanos) {
    inputs.add(new Deadline());
    deadline = Long.MAX_VALUE;
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
    return members.get(0);
  }

  @Override
  public CatalogSnapshot catalog() {
    return EMPTY;
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

  private static final CatalogSnapshot EMPTY = new CatalogWatches().current();
}
