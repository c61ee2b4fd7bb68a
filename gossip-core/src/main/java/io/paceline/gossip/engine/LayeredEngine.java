package io.paceline.gossip.engine;

import io.paceline.gossip.Member;
import io.paceline.gossip.catalog.CatalogCounter;
import io.paceline.gossip.catalog.CatalogProtocol;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.serf.KeyManager;
import io.paceline.gossip.serf.SerfDrop;
import io.paceline.gossip.serf.SerfProtocol;
import io.paceline.gossip.swim.Accusation;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.swim.StreamId;
import io.paceline.gossip.swim.SwimCounter;
import io.paceline.gossip.swim.SwimProtocol;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The production engine: SWIM beneath, the Serf layer and the service catalog above it. It decides
 * nothing itself; it hands each input to the layer that it belongs to. What SWIM tells the layers
 * above goes through {@link Layers}.
 */
public final class LayeredEngine implements GossipEngine {
  private final EngineConfig config;
  private final RandomGenerator random;
  private final Outbox out;
  private final SwimProtocol swim;
  private final SerfProtocol serf;
  private final CatalogProtocol catalog;
  private final SeedJoiner seeds;
  private final Rejoiner rejoiner;
  private final EngineTally tally = new EngineTally();

  /**
   * @param random the engine's only source of chance
   * @param keys null if nothing is encrypted
   */
  public LayeredEngine(
      EngineConfig config,
      MessageSizer sizer,
      RandomGenerator random,
      @Nullable KeyManager keys,
      Outbox out) {
    this.config = config;
    this.random = random;
    this.out = out;
    Layers layers = new Layers(tally);
    swim =
        new SwimProtocol(
            config.name(),
            config.address(),
            config.swim(),
            random,
            sizer,
            out,
            layers,
            new PolicyDoorkeeper(config.joinPolicy()));
    serf =
        new SerfProtocol(
            config.name(),
            swim,
            config.swim(),
            config.serf(),
            sizer,
            random,
            keys,
            new Announcer(out, tally));
    catalog =
        new CatalogProtocol(config.name(), config.catalog(), random, new CatalogSender(swim, out));
    seeds = new SeedJoiner(serf, swim, random, out);
    rejoiner = new Rejoiner(serf, swim, random);
    layers.connect(serf, catalog, seeds);
  }

  // ---- inputs ----

  @Override
  public void start(long nowNanos) {
    catalog.start(nowNanos, config.lastEpoch(), random.nextLong());
    serf.start(nowNanos);
    swim.start(nowNanos, meta(config.tags()));
    swim.acquaint(nowNanos, config.acquainted());
  }

  /** The catalog's tag goes out with the user's, so that peers know whom to send services. */
  public static Bytes meta(Map<String, String> tags) {
    Map<String, String> all = new LinkedHashMap<>(tags);
    all.put(CatalogProtocol.TAG, Integer.toString(CatalogProtocol.VERSION));
    return SerfCodec.encodeTags(all);
  }

  @Override
  public void onMessage(long nowNanos, PeerAddress from, Message message) {
    swim.onMessage(nowNanos, from, message);
  }

  @Override
  public void onStream(long nowNanos, StreamId stream, Message message) {
    swim.onStream(nowNanos, stream, message);
  }

  @Override
  public void onStreamClosed(long nowNanos, StreamId stream, CloseReason reason) {
    swim.onStreamClosed(nowNanos, stream, reason);
  }

  @Override
  public void onSendFailed(long nowNanos, PeerAddress to) {
    swim.onSendFailed(nowNanos, to);
  }

  @Override
  public void onResolved(long nowNanos, String seed, List<PeerAddress> addresses) {
    seeds.onResolved(nowNanos, seed, addresses);
  }

  @Override
  public void onDeadline(long nowNanos) {
    swim.onDeadline(nowNanos);
    catalog.onDeadline(nowNanos);
  }

  @Override
  public long nextDeadline() {
    return earlier(swim.nextDeadline(), catalog.nextDeadline());
  }

  /** By subtraction, since a clock may wrap around between the two. */
  static long earlier(long a, long b) {
    if (a == DeadlineQueue.NONE || b == DeadlineQueue.NONE) {
      return a == DeadlineQueue.NONE ? b : a;
    }
    return a - b <= 0 ? a : b;
  }

  // ---- commands ----

  @Override
  public void onCommand(long nowNanos, Command command) {
    if (command instanceof Command.Join join) {
      seeds.join(nowNanos, join.seeds());
    } else if (command instanceof Command.Rejoin rejoin) {
      rejoiner.rejoin(nowNanos, rejoin.peers());
    } else if (command instanceof Command.Leave) {
      serf.leave(nowNanos);
    } else if (command instanceof Command.SetTags set) {
      swim.updateMeta(nowNanos, meta(set.tags()));
    } else if (command instanceof Command.Register register) {
      catalog.register(nowNanos, register.instance());
    } else if (command instanceof Command.Deregister deregister) {
      catalog.deregister(nowNanos, deregister.id());
    } else {
      onSerfCommand(nowNanos, command);
    }
    swim.onDeadline(nowNanos);
  }

  private void onSerfCommand(long nowNanos, Command command) {
    if (command instanceof Command.FireEvent fire) {
      serf.fireEvent(nowNanos, fire.name(), fire.payload(), fire.coalesce());
    } else if (command instanceof Command.Ask ask) {
      serf.ask(nowNanos, ask.token(), ask.request());
      tally.onQueryAsked();
    } else if (command instanceof Command.Respond respond) {
      if (!serf.respond(nowNanos, respond.query(), respond.payload())) {
        throw new IllegalStateException("the query was answered before, or its time is over");
      }
    } else if (command instanceof Command.OperateKeys operate) {
      long token = operate.token();
      serf.operateKeys(
          nowNanos,
          operate.operation(),
          operate.key(),
          report -> out.event(new EngineEvent.KeysOperated(token, report)));
    } else if (command instanceof Command.ForceLeave force) {
      serf.forceLeave(nowNanos, force.name(), force.prune());
    } else {
      throw new IllegalStateException("no layer for " + command);
    }
  }

  // ---- what the owner may see ----

  @Override
  public List<Member> members() {
    return serf.members();
  }

  @Override
  public Member localMember() {
    return serf.localMember();
  }

  @Override
  public CatalogSnapshot catalog() {
    return catalog.snapshot();
  }

  @Override
  public List<Accusation> accusations(String member) {
    return swim.accusations(member);
  }

  @Override
  public EngineFigures figures() {
    Map<String, Integer> queued = new LinkedHashMap<>();
    queued.put("membership", swim.queued());
    queued.putAll(serf.queued());
    return new EngineFigures(
        EngineFigures.counts(SwimCounter.class, swim::count),
        EngineFigures.counts(SerfDrop.class, serf::dropped),
        EngineFigures.counts(CatalogCounter.class, catalog::count),
        queued,
        swim.healthScore(),
        tally.figures());
  }

  @Override
  public Map<String, Coordinate> coordinates() {
    return serf.coordinates();
  }

  @Override
  public Optional<Duration> rtt(String a, String b) {
    return serf.rtt(a, b);
  }
}
