package io.paceline.gossip.catalog;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.gossip.catalog.CatalogMessage.Digest;
import io.paceline.gossip.catalog.CatalogMessage.LogState;
import io.paceline.gossip.catalog.CatalogMessage.Request;
import io.paceline.gossip.catalog.CatalogMessage.Summary;
import io.paceline.gossip.catalog.Replicas.Outcome;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.DeadlineQueue.Timer;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The replicated service catalog of one node. Inputs come with the time; what follows goes to the
 * {@link CatalogOutbox}. It knows members only from what it is told of them, and sends only to
 * those whose tag says that they speak its protocol. One thread owns it.
 *
 * <p>The parts, from the inside out:
 *
 * <ul>
 *   <li>{@link OwnerLog}: a copy of one owner's log, and the rules of its merge
 *   <li>{@link Replicas}: all logs, which of them are shown, and their limits
 *   <li>{@link LocalLog}: the one log that is ours; {@link Publication}: how it begins and is sent
 *   <li>{@link Rumours}: changes on their way out, at once and a few times more
 *   <li>{@link AntiEntropy}: comparison with one member at a time, which repairs the rest
 *   <li>{@link CatalogView}: what readers see
 * </ul>
 */
public final class CatalogProtocol {
  /** The tag that a member announces the catalog with; its value is {@link #VERSION}. */
  public static final String TAG = "pl";

  /** The version of the protocol, in the tag and in every message. */
  public static final int VERSION = 1;

  /** Starts every catalog message, and no message of Serf. */
  public static final int FIRST_BYTE = 0xC0;

  /** How long a missed rumour may be late before it is asked for. */
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How much sooner than usual the next digest follows one that found us behind. */
  private static final int HASTE = 8;

  private final String localName;
  private final CatalogConfig config;
  private final RandomGenerator random;

  private final Counters counters = new Counters();
  private final CatalogView view;
  private final DeadlineQueue timers = new DeadlineQueue();
  private final EarlyBlocks early = new EarlyBlocks();
  private final Peers peers;
  private final Replicas replicas;
  private final LocalLog local;
  private final Rumours rumours;
  private final AntiEntropy antiEntropy;
  private final Gaps gaps;
  private final Publication publication;

  private @Nullable Timer digest;
  private @Nullable Timer gapRepair;

  private boolean isDigestHastened;

  public CatalogProtocol(
      String localName, CatalogConfig config, RandomGenerator random, CatalogOutbox outbox) {
    this.localName = localName;
    this.config = config;
    this.random = random;
    Courier courier = new Courier(config, outbox, counters);
    peers = new Peers(random);
    view = new CatalogView(peers);
    replicas = new Replicas(config, peers, view, counters);
    local = new LocalLog(config, localName);
    rumours = new Rumours(config, timers, replicas, peers, courier);
    antiEntropy = new AntiEntropy(config, localName, replicas, peers, courier);
    gaps = new Gaps(replicas, peers, antiEntropy);
    publication =
        new Publication(
            config, outbox, timers, counters, peers, replicas, local, rumours, antiEntropy);
    local.log().listener((before, after) -> view.change(localName, before, after));
  }

  // Inputs.

  /**
   * Begin; the first input.
   *
   * @param epochStored what {@link CatalogOutbox#epochChosen} said last before the restart; 0 if
   *     that is not known
   * @param bootId a random number, another one for each start
   */
  public void start(long nowNanos, long epochStored, long bootId) {
    local.start(epochStored, bootId);
    publication.start(nowNanos);
    digest =
        timers.at(nowNanos + random.nextLong(config.digestInterval().toNanos()), this::digestTick);
  }

  /** A member is alive or suspect, or changed while it is; the local member as well. */
  public void onMemberUp(long nowNanos, CatalogPeer peer) {
    if (peer.name().equals(localName)) {
      view.showLocal(peer, local.registrations());
      return;
    }
    peers.put(peer);
    replicas.onUp(peer);
    if (peer.isCapable()) {
      publication.onAudience(nowNanos);
      onBlocks(nowNanos, null, new Blocks(early.take(peer.name()), true));
    }
  }

  /** A member is dead or has left. */
  public void onMemberDown(long nowNanos, String name) {
    if (name.equals(localName)) {
      view.hide(name, local.registrations());
      return;
    }
    peers.remove(name);
    replicas.onDown(nowNanos, name);
  }

  /**
   * A member that was down is forgotten by membership. Its log is not: membership forgets within
   * seconds, and a heal after that must neither transfer the log again nor show an older copy.
   */
  public void onMemberPurged(long nowNanos, String name) {
    antiEntropy.onPurged(name);
  }

  /**
   * The body of a user message whose first byte is {@link #FIRST_BYTE}. One that breaks the
   * protocol is counted and dropped.
   *
   * @param from the source of the packet; null for a stream
   */
  public void onMessage(long nowNanos, @Nullable PeerAddress from, Bytes body) {
    try {
      CatalogMessage message = CatalogCodec.decode(body);
      if (message == null) {
        counters.increment(CatalogCounter.UNKNOWN_KIND);
      } else {
        onMessage(nowNanos, from, message);
      }
    } catch (WireFormatException e) {
      counters.increment(CatalogCounter.MALFORMED);
    }
  }

  /**
   * Registers a service of the local node, or replaces the one with its id.
   *
   * @throws IllegalArgumentException if it breaks a limit; nothing has changed then
   */
  public void register(long nowNanos, ServiceInstance instance) {
    if (local.register(instance)) {
      publication.onLocalChange(nowNanos);
    }
  }

  /** Removes a service of the local node; false if it was not there. */
  public boolean deregister(long nowNanos, String id) {
    boolean removed = local.deregister(nowNanos, id);
    if (removed) {
      publication.onLocalChange(nowNanos);
    }
    return removed;
  }

  /** Time has passed. Late is safe, early does nothing. */
  public void onDeadline(long nowNanos) {
    timers.run(nowNanos);
  }

  // Questions.

  /** When {@link #onDeadline} is wanted, {@link Long#MAX_VALUE} if never. */
  public long nextDeadline() {
    return timers.next();
  }

  /**
   * What the catalog adds to a packet that goes to a member anyway: the body of a user message, or
   * nothing. Asking counts as sending.
   */
  public Bytes piggyback(long nowNanos, String member, int bytesMax) {
    if (rumours.isEmpty() || peers.capable(member) == null) {
      return Bytes.EMPTY;
    }
    Bytes body = rumours.piggyback(nowNanos, bytesMax);
    counters.add(CatalogCounter.BYTES_SENT, body.size());
    return body;
  }

  /** The local node's services, in the order of their first registration. */
  public List<ServiceInstance> registrations() {
    return local.registrations();
  }

  /** The visible catalog: the same object as long as nothing changed. */
  public CatalogSnapshot snapshot() {
    return view.snapshot();
  }

  /** Records of all owners that are held here, tombstones included. */
  int records() {
    return replicas.records();
  }

  /** Logs that are held here, the local one included once it was published. */
  int logs() {
    return replicas.size();
  }

  public long count(CatalogCounter counter) {
    return counters.count(counter);
  }

  // Transitions: messages.

  private void onMessage(long nowNanos, @Nullable PeerAddress from, CatalogMessage message) {
    if (message instanceof Digest digest) {
      CatalogPeer sender = sender(digest.sender());
      if (sender != null) {
        antiEntropy.onDigest(sender, digest);
      }
    } else if (message instanceof Summary summary) {
      CatalogPeer sender = sender(summary.sender());
      if (sender != null) {
        onSummary(nowNanos, sender, summary);
      }
    } else if (message instanceof Request request) {
      CatalogPeer sender = sender(request.sender());
      if (sender != null) {
        antiEntropy.onRequest(nowNanos, sender, request);
      }
    } else if (message instanceof Blocks blocks) {
      onBlocks(nowNanos, peers.capableAt(from), blocks);
    }
  }

  /** Whom to answer: at the address that membership knows, whatever the packet's source. */
  private @Nullable CatalogPeer sender(String name) {
    CatalogPeer sender = peers.capable(name);
    if (sender == null) {
      counters.increment(CatalogCounter.UNKNOWN_SENDER);
    }
    return sender;
  }

  private void onSummary(long nowNanos, CatalogPeer sender, Summary summary) {
    for (LogState state : summary.logs()) {
      if (state.owner().equals(localName)) {
        publication.onClaim(nowNanos, state.life(), state.upTo());
      }
    }
    publication.publish(nowNanos);
    if (antiEntropy.onSummary(nowNanos, sender, summary)) {
      hastenDigest(nowNanos);
    }
  }

  private void onBlocks(long nowNanos, @Nullable CatalogPeer teller, Blocks message) {
    List<LogBlock> news = new ArrayList<>();
    List<String> informed = new ArrayList<>();
    for (LogBlock block : message.blocks()) {
      if (block.owner().equals(localName)) {
        publication.onClaim(nowNanos, block.life(), block.to());
      } else if (isNews(nowNanos, teller, block, message.rumour())) {
        news.add(block);
        informed.add(block.owner());
      }
    }
    if (message.rumour() && !news.isEmpty()) {
      if (teller != null) {
        informed.add(teller.name());
      }
      rumours.spread(nowNanos, news, informed);
    }
  }

  private boolean isNews(
      long nowNanos, @Nullable CatalogPeer teller, LogBlock block, boolean rumour) {
    Outcome outcome = replicas.merge(block);
    switch (outcome) {
      case NEWS -> lookForGap(nowNanos, teller, block);
      case KNOWN -> remindIfOutlived(teller, block);
      case NEEDS_WHOLE -> requestWhole(teller, block);
      case UNKNOWN_OWNER -> onUnknownOwner(block, rumour);
      case REFUSED -> onRefused(nowNanos, block);
    }
    return outcome == Outcome.NEWS;
  }

  private void lookForGap(long nowNanos, @Nullable CatalogPeer teller, LogBlock block) {
    if (teller != null && gaps.onNews(block.owner(), teller) && gapRepair == null) {
      gapRepair = timers.at(nowNanos + GAP_NANOS, this::repairGaps);
    }
  }

  private void repairGaps(long nowNanos) {
    gapRepair = null;
    gaps.repair();
  }

  /** An owner that publishes under an older life than we remember does not know of the later. */
  private void remindIfOutlived(@Nullable CatalogPeer teller, LogBlock block) {
    OwnerLog log = replicas.log(block.owner());
    if (log != null
        && log.life().isAfter(block.life())
        && teller != null
        && teller.name().equals(block.owner())) {
      antiEntropy.remind(teller);
    }
  }

  private void requestWhole(@Nullable CatalogPeer teller, LogBlock block) {
    if (teller != null) {
      antiEntropy.requestWhole(teller, block.owner());
    }
  }

  private void onUnknownOwner(LogBlock block, boolean rumour) {
    counters.increment(CatalogCounter.UNKNOWN_OWNER);
    if (rumour) {
      early.add(block);
    }
  }

  private void onRefused(long nowNanos, LogBlock block) {
    counters.increment(CatalogCounter.REFUSED);
    antiEntropy.onRefused(nowNanos, block.owner());
  }

  // Transitions: time.

  private void digestTick(long nowNanos) {
    local.forgetTombstones(nowNanos);
    replicas.expire(nowNanos);
    for (CatalogPeer peer : peers.random(1, List.of())) {
      counters.increment(CatalogCounter.DIGESTS_SENT);
      antiEntropy.compareWith(peer, false);
    }
    // not in step with the others, or else all would meet the same load at the same time
    long interval = config.digestInterval().toNanos();
    long next = interval - interval / 4 + random.nextLong(interval / 2);
    digest = timers.at(nowNanos + next, this::digestTick);
    isDigestHastened = false;
  }

  /** Who was behind in something is likely to be behind in more: at a storm, after a partition. */
  private void hastenDigest(long nowNanos) {
    if (digest != null && !isDigestHastened) {
      digest.cancel();
      long soon = config.digestInterval().toNanos() / HASTE;
      digest = timers.at(nowNanos + soon, this::digestTick);
      isDigestHastened = true;
    }
  }
}
