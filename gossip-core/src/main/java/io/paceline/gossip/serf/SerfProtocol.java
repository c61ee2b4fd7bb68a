package io.paceline.gossip.serf;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.KeyringReport;
import io.paceline.gossip.Member;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.message.UserEventMessage;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.swim.PacketBuilder;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimDelegate;
import io.paceline.gossip.swim.SwimMath;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.gossip.swim.SwimProtocol;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The Serf layer: what makes a member of a SWIM cluster a member of a Serf cluster. It has no
 * clock, socket, thread or randomness of its own; its timers are the engine's beneath. One thread
 * owns it.
 *
 * <p>Where to read on:
 *
 * <ul>
 *   <li>{@link MemberStates}: alive, leaving, left, failed; {@link Intents}: how members say it;
 *   <li>{@link UserEvents} and {@link EventBuffer}: events, each delivered once;
 *   <li>{@link Queries}: asking and answering; {@link NameConflict}: the vote about a name;
 *   <li>{@link Vivaldi}: network coordinates;
 *   <li>{@link Reconnects}, {@link Reaper}, {@link LeaveSequence}: what takes time.
 * </ul>
 */
public final class SerfProtocol implements SwimDelegate {
  private final SwimView swim;
  private final SerfConfig config;
  private final int retransmitMultiplier;
  private final SerfEvents events;

  private final MemberDirectory directory = new MemberDirectory();
  private final KnownTags tags = new KnownTags();
  private final DropCounters drops = new DropCounters();
  private final RecentIntents recent;
  private final SerfBroadcasts broadcasts;
  private final MemberStates states;
  private final Intents intents;
  private final UserEvents userEvents;
  private final Queries queries;
  private final KeyOperations keyOperations;
  private final NetworkCoordinates coordinates;
  private final Reconnects reconnects;
  private final Reaper reaper;
  private final LeaveSequence leaving;

  /** Seeds that are being dialled because somebody wants to join. */
  private final Set<PeerAddress> joining = new LinkedHashSet<>();

  /** What a peer was shown of us in an exchange that goes on; empty after it. */
  private Bytes stateShown = Bytes.EMPTY;

  /**
   * @param swim the engine beneath, not started yet; this, or a delegate that passes everything on
   *     to this, must be its delegate
   * @param keys null if nothing is encrypted
   */
  public SerfProtocol(
      String localName,
      SwimProtocol swim,
      SwimConfig swimConfig,
      SerfConfig config,
      MessageSizer sizer,
      RandomGenerator random,
      @Nullable KeyManager keys,
      SerfEvents events) {
    this(localName, SwimView.of(swim), swimConfig, config, sizer, random, keys, events);
  }

  SerfProtocol(
      String localName,
      SwimView swim,
      SwimConfig swimConfig,
      SerfConfig config,
      MessageSizer sizer,
      RandomGenerator random,
      @Nullable KeyManager keys,
      SerfEvents events) {
    this.swim = swim;
    this.config = config;
    this.retransmitMultiplier = swimConfig.gossip().retransmitMultiplier();
    this.events = events;
    SerfConfig.Memory memory = config.memory();
    recent = new RecentIntents(memory.membersMax());
    broadcasts = new SerfBroadcasts(sizer);
    coordinates = new NetworkCoordinates(localName, random, drops);
    states =
        new MemberStates(
            directory, tags, memory.membersMax(), events::membership, coordinates::forget);
    intents = new Intents(localName, directory, states, recent, broadcasts, drops);
    EventCoalescer coalescer =
        new EventCoalescer(config.events(), swim.timers(), events::userEvent);
    userEvents = new UserEvents(config.events(), broadcasts, coalescer, drops);
    queries =
        new Queries(
            swim,
            config,
            directory,
            broadcasts,
            random,
            drops,
            keys,
            events::query,
            events::nameLost);
    keyOperations = new KeyOperations(queries, directory);
    reconnects = new Reconnects(directory, swim, random, memory.reconnectInterval());
    reaper = new Reaper(memory, localName, directory, states, recent, swim.timers());
    leaving =
        new LeaveSequence(
            config.leaving(), swim, intents, this::isAnybodyElseUp, events::leaveFinished);
  }

  // ---- what the owner wants ----

  /** Begins; before or after the engine beneath. */
  public void start(long nowNanos) {
    reaper.start(nowNanos);
    reconnects.start(nowNanos);
  }

  /** Joins through a seed; {@link #onPushPullDone} hears what came of it. */
  public void join(long nowNanos, PeerAddress seed) {
    joining.add(seed);
    swim.pushPull(nowNanos, seed, true);
  }

  /**
   * Sends an event to all members, this one included.
   *
   * @throws IllegalArgumentException if it is too large; nothing has changed then
   */
  public void fireEvent(long nowNanos, String name, Bytes payload, boolean coalesce) {
    userEvents.fire(nowNanos, name, payload, coalesce);
  }

  /**
   * Asks other members, and this one; {@link SerfEvents#queryProgress} hears what comes of it.
   *
   * @param token the owner's own name for this query
   * @throws IllegalArgumentException if the request breaks a rule; nothing has changed then
   */
  public void ask(long nowNanos, long token, QueryRequest request) {
    if (request.name().startsWith(Queries.INTERNAL)) {
      throw new IllegalArgumentException(
          "query names that start with " + Queries.INTERNAL + " are Serf's own: " + request.name());
    }
    queries.ask(nowNanos, request, (now, progress) -> events.queryProgress(token, progress));
  }

  /**
   * Answers a query.
   *
   * @return false if it comes too late, or was given before
   * @throws IllegalArgumentException if it is too large; it may be answered again then
   */
  public boolean respond(long nowNanos, long query, Bytes payload) {
    return queries.answering().respond(nowNanos, query, payload);
  }

  /**
   * Lists or changes the keys of all members.
   *
   * @param key empty for a listing
   * @param out told once what came of it, like a {@link SerfEvents} method
   * @throws IllegalArgumentException if too many queries run; nothing has changed then
   */
  public void operateKeys(
      long nowNanos, KeyOperation operation, Bytes key, Consumer<KeyringReport> out) {
    keyOperations.run(nowNanos, operation, key, out);
  }

  /**
   * Says of a failed member that it left.
   *
   * @param prune whether everybody should forget it altogether
   * @throws IllegalArgumentException if it is unknown or alive; nothing has changed then
   */
  public void forceLeave(long nowNanos, String name, boolean prune) {
    intents.forceLeave(nowNanos, name, prune);
  }

  /** Leaves gracefully; {@link SerfEvents#leaveFinished} tells when it is done. Idempotent. */
  public void leave(long nowNanos) {
    leaving.begin(nowNanos);
  }

  // ---- what the owner may ask ----

  /** All members in any status, ordered by name: the same object as long as nothing changed. */
  public List<Member> members() {
    refreshLocal();
    return directory.members();
  }

  /** The local member. */
  public Member localMember() {
    return refreshLocal().view();
  }

  /** The tags that a member's meta stands for; none if it cannot be read. */
  public Map<String, String> tags(Bytes meta) {
    return tags.of(meta);
  }

  /** The estimated round trip between two members; empty if one never answered a ping of ours. */
  public Optional<Duration> rtt(String a, String b) {
    return coordinates.rtt(a, b);
  }

  /** The coordinates of this member and of all that answered a ping of it, by name. */
  public Map<String, Coordinate> coordinates() {
    return coordinates.all();
  }

  /** How much news waits to be sent, by queue: intents, queries, events. */
  public Map<String, Integer> queued() {
    return broadcasts.sizes();
  }

  /** How many messages of peers were dropped for a reason. */
  public long dropped(SerfDrop reason) {
    return drops.get(reason);
  }

  /** The engine beneath raises our incarnation without telling: a refutation is no event. */
  private MemberEntry refreshLocal() {
    SwimMember local = swim.local();
    MemberEntry entry = directory.get(local.name());
    if (entry == null) {
      throw new IllegalStateException("not started");
    }
    if (!entry.swim().equals(local)) {
      entry.describe(local, entry.tags());
      directory.changed();
    }
    return entry;
  }

  private boolean isAnybodyElseUp() {
    String local = swim.local().name();
    return directory.entries().stream()
        .anyMatch(entry -> !entry.isGone() && !entry.name().equals(local));
  }

  // ---- messages ----

  @Override
  public void onUserMessage(long nowNanos, @Nullable PeerAddress from, Bytes body) {
    SerfMessage message = decode(body);
    if (message == null) {
      return;
    }
    switch (message.type()) {
      case LEAVE_INTENT -> intents.onLeave(nowNanos, (LeaveIntent) message, body);
      case JOIN_INTENT -> intents.onJoin(nowNanos, (JoinIntent) message, body);
      case USER_EVENT -> userEvents.onEvent(nowNanos, (UserEventMessage) message, body);
      case QUERY -> queries.onQuery(nowNanos, (QueryMessage) message, body);
      case QUERY_RESPONSE -> queries.onResponse(nowNanos, (QueryResponse) message);
      case RELAY -> queries.replies().onRelay((Relay) message);
      case STATE -> drops.count(SerfDrop.MALFORMED); // belongs into a push/pull
    }
  }

  private @Nullable SerfMessage decode(Bytes body) {
    try {
      return SerfCodec.decode(body);
    } catch (WireFormatException e) {
      drops.count(SerfDrop.MALFORMED);
      return null;
    }
  }

  @Override
  public void fill(long nowNanos, PacketBuilder packet) {
    if (broadcasts.isEmpty()) {
      return;
    }
    broadcasts.fill(packet, SwimMath.retransmitLimit(retransmitMultiplier, directory.size()));
  }

  @Override
  public boolean hasNews() {
    return !broadcasts.isEmpty();
  }

  // ---- push/pull ----

  @Override
  public Bytes localState(long nowNanos, boolean join) {
    stateShown =
        SerfCodec.encode(
            new SerfState(
                intents.lTime(),
                intents.statusLTimes(),
                intents.leftMembers(),
                userEvents.lTime(),
                userEvents.events(),
                queries.lTime()));
    return stateShown;
  }

  @Override
  public void mergeState(long nowNanos, Bytes state, boolean join) {
    if (state.isEmpty()) {
      return; // a member of the cluster beneath that is not Serf's
    }
    boolean ours = !join && state.equals(stateShown);
    stateShown = Bytes.EMPTY;
    if (ours) {
      return; // mostly so, once all have heard all: what we know ourselves is no news
    }
    if (decode(state) instanceof SerfState decoded) {
      intents.merge(nowNanos, decoded);
      queries.witness(decoded.queryLTime() - 1);
      boolean ignoreOld = join && !joining.isEmpty() && !config.events().replay();
      userEvents.merge(nowNanos, decoded, ignoreOld);
    } else {
      drops.count(SerfDrop.MALFORMED);
    }
  }

  @Override
  public void onPushPullDone(long nowNanos, PeerAddress peer, boolean join, String error) {
    boolean reconnect = reconnects.onPushPullDone(peer) && !joining.contains(peer);
    joining.remove(peer);
    if (join && error.isEmpty() && !reconnect && !leaving.isBegun()) {
      intents.announceJoin(nowNanos);
    }
  }

  // ---- what the engine beneath sees ----

  @Override
  public Bytes ackPayload() {
    return coordinates.ackPayload();
  }

  @Override
  public void onPingAcked(long nowNanos, SwimMember peer, long rttNanos, Bytes payload) {
    coordinates.onPingAcked(peer.name(), rttNanos, payload);
  }

  @Override
  public void onJoined(long nowNanos, SwimMember member) {
    states.onJoined(member, recent.take(member.name()));
  }

  @Override
  public void onUpdated(long nowNanos, SwimMember before, SwimMember member) {
    states.onUpdated(before, member);
  }

  @Override
  public void onDown(long nowNanos, SwimMember member) {
    states.onDown(nowNanos, member);
  }

  /** This layer remembers longer: see {@link Reaper}. */
  @Override
  public void onPurged(long nowNanos, SwimMember member) {}

  @Override
  public void onConflict(long nowNanos, SwimMember existing, PeerAddress claimed) {
    queries.conflict().onConflict(nowNanos, existing, claimed, queries);
  }
}
