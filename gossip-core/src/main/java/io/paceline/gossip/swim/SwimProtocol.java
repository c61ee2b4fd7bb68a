package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The SWIM engine: membership and failure detection as memberlist speaks them, with Lifeguard. It
 * has no clock, socket, thread or randomness of its own: each input carries the time, what follows
 * goes to a {@link SwimOutbox}, and the layer above is a {@link SwimDelegate}. One thread owns it.
 *
 * <p>Where to read on:
 *
 * <ul>
 *   <li>{@link Membership}: what alive, suspect and dead messages do, {@link LocalMember}: what
 *       they do to ourselves;
 *   <li>{@link ProbeCycle}: how a failure is noticed, {@link Suspicion}: how long it is doubted;
 *   <li>{@link Dissemination} and {@link BroadcastQueue}: how news spread;
 *   <li>{@link PushPullExchange}: how whole states are exchanged;
 *   <li>{@link IndirectPings}: probing for others;
 *   <li>{@link Newcomers}: who may come in, {@link AddressChallenges}: who may come back elsewhere;
 *   <li>{@link UnheardMembers}: what to do when news passed us by.
 * </ul>
 *
 * <p>Sources: Das, Gupta, Motivala, "SWIM", DSN 2002; Dadgar, Phillips, Currey, "Lifeguard", DSN-W
 * 2018; memberlist for everything that both leave open.
 */
public final class SwimProtocol {
  private final SwimCore core;
  private final Dissemination news;
  private final LocalMember local;
  private final Membership membership;
  private final ProbeCycle probes;
  private final IndirectPings indirectPings;
  private final AddressChallenges challenges;
  private final PushPullExchange pushPulls;
  private final UnheardMembers unheard;
  private final Streams streams;

  public SwimProtocol(
      String localName,
      PeerAddress localAddress,
      SwimConfig config,
      RandomGenerator random,
      MessageSizer sizer,
      SwimOutbox out,
      SwimDelegate delegate,
      Doorkeeper doorkeeper) {
    if (!SwimLimits.isName(localName)) {
      throw new IllegalArgumentException(
          "node names have 1 to 255 bytes and no control characters: \"" + localName + "\"");
    }
    core =
        new SwimCore(
            localName,
            localAddress,
            Versions.SERF,
            config,
            random,
            sizer,
            out,
            delegate,
            doorkeeper,
            new DeadlineQueue(),
            new MemberTable(random),
            new LocalHealth(config.probe().healthMultiplierMax()),
            new SwimCounters(),
            new AccusationLog());
    news = new Dissemination(core);
    streams = new Streams(out);
    SeqNos seqNos = new SeqNos();
    challenges = new AddressChallenges(core, seqNos, streams);
    local = new LocalMember(core, news);
    EarlyProbes early = new EarlyProbes(core);
    membership = new Membership(core, local, news, challenges, streams, early);
    probes = new ProbeCycle(core, local, membership, news, streams, seqNos, early);
    indirectPings = new IndirectPings(core, news, seqNos);
    pushPulls = new PushPullExchange(core, local, membership, streams);
    unheard = new UnheardMembers(core, pushPulls::openToRandom);
  }

  // ---- inputs ----

  /**
   * Begins: the local member becomes alive with incarnation 1.
   *
   * @param meta its encoded tags
   */
  public void start(long nowNanos, Bytes meta) {
    requireMeta(meta);
    news.start(nowNanos);
    local.start(nowNanos, meta);
    probes.start(nowNanos);
    pushPulls.start(nowNanos);
    news.arm(nowNanos);
  }

  /**
   * Takes members for what everybody knows: without asking them, and without passing them on. A
   * large simulated cluster begins so; heard of one by one they would be n² facts to spread.
   */
  public void acquaint(long nowNanos, List<SwimMember> members) {
    members.forEach(member -> membership.acquaint(nowNanos, member));
  }

  /** One message of a packet; {@code from} is where the datagram came from. */
  public void onMessage(long nowNanos, PeerAddress from, Message message) {
    switch (message.type()) {
      case PING -> onPing(nowNanos, from, (Ping) message);
      case INDIRECT_PING -> onIndirectPing(nowNanos, from, (IndirectPing) message);
      case ACK -> onAck(nowNanos, (Ack) message);
      case NACK -> probes.onNack(((Nack) message).seqNo());
      case ALIVE -> membership.onAlive(nowNanos, (Alive) message);
      case SUSPECT -> membership.onSuspect(nowNanos, from, (Suspect) message);
      case DEAD -> membership.onDead(nowNanos, from, (Dead) message);
      case USER -> core.delegate().onUserMessage(nowNanos, from, ((UserMessage) message).body());
      case PUSH_PULL, ERROR -> {} // streams only: noise in a packet
    }
    news.arm(nowNanos);
  }

  /**
   * A stranger gets a bare ack: what costs it 50 bytes shall not cost us 1,400, nor use up what
   * members should hear. That a member is named as the source proves nothing, so news only go to
   * one whose datagram it was.
   */
  private void onPing(long nowNanos, PeerAddress from, Ping ping) {
    if (!isForUs(ping)) {
      return;
    }
    PeerAddress to = replyAddress(from, ping.source());
    SwimMember member = core.table().at(to);
    Bytes payload = member == null ? Bytes.EMPTY : core.delegate().ackPayload();
    Ack ack = new Ack(ping.seqNo(), payload);
    if (member != null && to.equals(from)) {
      news.sendWithNews(nowNanos, member, ack);
    } else {
      core.out().packet(to, List.of(ack), false);
    }
    unheard.onPing(nowNanos, from, ping);
  }

  private boolean isForUs(Ping ping) {
    return ping.node().isEmpty() || core.isLocal(ping.node());
  }

  private void onIndirectPing(long nowNanos, PeerAddress from, IndirectPing request) {
    indirectPings.onIndirectPing(nowNanos, from, replyAddress(from, request.source()), request);
  }

  /**
   * Where an answer goes: to the source that the message names, if that is a member's address. To
   * anybody else only the datagram's own sender, so that nobody can have us send to a third party.
   */
  private PeerAddress replyAddress(PeerAddress from, @Nullable PeerAddress source) {
    if (source == null || source.equals(from) || core.table().at(source) == null) {
      return from;
    }
    return source;
  }

  private void onAck(long nowNanos, Ack ack) {
    if (!probes.onAck(nowNanos, ack)
        && !challenges.onAck(nowNanos, ack)
        && !membership.newcomers().onAck(nowNanos, ack)) {
      indirectPings.onAck(nowNanos, ack);
    }
  }

  /** One message of a stream, opened by us or by a peer. */
  public void onStream(long nowNanos, StreamId stream, Message message) {
    switch (message.type()) {
      case PUSH_PULL -> pushPulls.onPushPull(nowNanos, stream, (PushPull) message);
      case PING -> onTcpPing(stream, (Ping) message);
      case ACK -> onTcpAck(nowNanos, stream, (Ack) message);
      case USER -> onUserStream(nowNanos, stream, ((UserMessage) message).body());
      case ERROR -> onStreamFailed(nowNanos, stream, ((ErrorMessage) message).error());
      case INDIRECT_PING, SUSPECT, ALIVE, DEAD, NACK -> streams.close(stream); // packets only
    }
    news.arm(nowNanos);
  }

  private void onTcpPing(StreamId stream, Ping ping) {
    if (!stream.outgoing() && isForUs(ping)) {
      core.out().reply(stream, new Ack(ping.seqNo(), Bytes.EMPTY));
    } else {
      streams.close(stream);
    }
  }

  private void onTcpAck(long nowNanos, StreamId stream, Ack ack) {
    if (!probes.onTcpAck(stream, ack)
        && !challenges.onTcpAck(nowNanos, stream, ack)
        && !membership.newcomers().onTcpAck(nowNanos, stream, ack)) {
      streams.close(stream);
    }
  }

  private void onUserStream(long nowNanos, StreamId stream, Bytes body) {
    streams.close(stream);
    if (!stream.outgoing()) {
      core.delegate().onUserMessage(nowNanos, null, body);
    }
  }

  private void onStreamFailed(long nowNanos, StreamId stream, String error) {
    streams.close(stream);
    membership.newcomers().onStreamClosed(stream);
    pushPulls.onFailed(nowNanos, stream, "peer says: " + error);
  }

  /** A stream ended that the engine did not close. */
  public void onStreamClosed(long nowNanos, StreamId stream, CloseReason reason) {
    membership.newcomers().onStreamClosed(stream);
    pushPulls.onFailed(nowNanos, stream, reason.text());
    news.arm(nowNanos);
  }

  /** A datagram could not be sent. */
  public void onSendFailed(long nowNanos, PeerAddress to) {
    probes.onSendFailed(nowNanos, to);
    news.arm(nowNanos);
  }

  /** Runs what is due. Late is safe, early does nothing. */
  public void onDeadline(long nowNanos) {
    doubtOurselvesAfterStall(nowNanos);
    core.timers().run(nowNanos);
    news.arm(nowNanos);
  }

  /**
   * A timer that is late by as long as a probe may take means that this process did not run:
   * garbage collection, or a stopped machine. Then we doubt ourselves before we accuse others.
   * Lifeguard learns of it only from missing nacks; a runtime that sees its own pauses can know at
   * once.
   */
  private void doubtOurselvesAfterStall(long nowNanos) {
    long due = core.timers().next();
    if (due != DeadlineQueue.NONE && nowNanos - due >= core.config().probe().timeout().toNanos()) {
      core.health().apply(1);
      core.counters().increment(SwimCounter.STALLS);
    }
  }

  /** When {@link #onDeadline} is wanted, {@link DeadlineQueue#NONE} if never. */
  public long nextDeadline() {
    return core.timers().next();
  }

  // ---- what the layer above wants ----

  /** Exchanges whole states with a peer; {@link SwimDelegate#onPushPullDone} tells the outcome. */
  public void pushPull(long nowNanos, PeerAddress peer, boolean join) {
    pushPulls.open(nowNanos, peer, join);
  }

  /**
   * Replaces the local member's encoded tags and tells everybody.
   *
   * @throws IllegalArgumentException if they are too long; nothing has changed then
   */
  public void updateMeta(long nowNanos, Bytes meta) {
    requireMeta(meta);
    local.updateMeta(nowNanos, meta);
    news.arm(nowNanos);
  }

  /** Tells everybody that the local member leaves; it goes on answering probes. Idempotent. */
  public void leave(long nowNanos) {
    local.leave(nowNanos);
    news.arm(nowNanos);
  }

  /** Whether {@link #leave} was called. */
  public boolean isLeaving() {
    return local.isLeaving();
  }

  /** Whether the leave was sent as often as it should, or nobody is there to hear it. */
  public boolean isLeaveSpread() {
    return local.isLeaveSpread();
  }

  /** Sends one message of the layer above as a datagram, best effort. */
  public void sendUser(PeerAddress to, Bytes body) {
    core.out().packet(to, List.of(new UserMessage(body)), false);
  }

  /** Sends one message of the layer above over a stream; there is no answer. */
  public void sendUserReliable(PeerAddress to, Bytes body) {
    streams.open(to, new UserMessage(body));
  }

  /** The local member, as peers are told. */
  public SwimMember local() {
    return local.member();
  }

  public @Nullable SwimMember member(String name) {
    return core.table().get(name);
  }

  /** The member that listens at an address, if one is known. */
  public @Nullable SwimMember memberAt(PeerAddress address) {
    return core.table().at(address);
  }

  /** All known members in any state, the local one included, in a stable order. */
  public Collection<SwimMember> members() {
    return core.table().all();
  }

  /** How many members are known, in any state. */
  public int size() {
    return core.table().size();
  }

  /** How many names are being asked whether they exist; see {@link Newcomers}. */
  public int newcomers() {
    return membership.newcomers().size();
  }

  /** How much news of members waits to be sent. */
  public int queued() {
    return news.queued();
  }

  /** Our own doubt in ourselves: 0 is healthy. */
  public int healthScore() {
    return core.health().score();
  }

  /** What was said against a member and what came of it, oldest first. */
  public List<Accusation> accusations(String member) {
    return core.accusations().of(member);
  }

  public long count(SwimCounter counter) {
    return core.counters().count(counter);
  }

  /** Timers on the engine's own queue, for the layer above. */
  public DeadlineQueue timers() {
    return core.timers();
  }

  private static void requireMeta(Bytes meta) {
    if (meta.size() > SwimLimits.META_BYTES_MAX) {
      throw new IllegalArgumentException(
          "encoded tags take "
              + meta.size()
              + " bytes, at most "
              + SwimLimits.META_BYTES_MAX
              + " are allowed");
    }
  }
}
