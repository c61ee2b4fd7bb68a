package io.paceline.gossip;

import static io.paceline.gossip.Figure.Kind.BUCKET;
import static io.paceline.gossip.Figure.Kind.COUNTER;
import static io.paceline.gossip.Figure.Kind.GAUGE;
import static io.paceline.gossip.Figure.Kind.SUM_NANOS;

import io.paceline.gossip.engine.EngineFigures;
import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.netty.NettyDriver;
import io.paceline.gossip.netty.Traffic;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers the figures of a node under their names. Not thread-safe. */
final class NodeFigures {
  private static final String GOSSIP = "paceline.gossip.";

  private final List<Figure> figures = new ArrayList<>();

  static List<Figure> of(EngineFigures engine, NettyDriver driver, List<Member> members) {
    NodeFigures gathered = new NodeFigures();
    gathered.addEngine(engine);
    gathered.addMembers(members);
    gathered.addTraffic("in", driver.traffic().received());
    gathered.addTraffic("out", driver.traffic().sent());
    driver.faults().forEach((kind, count) -> gathered.count("faults", "kind", kind, count));
    return List.copyOf(gathered.figures);
  }

  private void addEngine(EngineFigures engine) {
    engine.swim().forEach((counter, count) -> count("swim", "event", word(counter), count));
    engine.dropped().forEach((reason, count) -> count("dropped", "reason", word(reason), count));
    engine
        .catalog()
        .forEach(
            (counter, count) ->
                add("paceline.catalog", Map.of("event", word(counter)), COUNTER, count));
    engine
        .queued()
        .forEach((queue, size) -> add(GOSSIP + "queued", Map.of("queue", queue), GAUGE, size));
    add(GOSSIP + "health", Map.of(), GAUGE, engine.healthScore());
    addTally(engine.tally());
  }

  private void addTally(EngineFigures.Tally tally) {
    add(GOSSIP + "user.events", Map.of(), COUNTER, tally.userEvents());
    count("queries", "direction", "in", tally.queriesReceived());
    count("queries", "direction", "out", tally.queriesAsked());
    count("push.pulls", "result", "merged", tally.pushPullsMerged());
    count("push.pulls", "result", "failed", tally.pushPullsFailed());
    addRoundTrips(tally.roundTrips());
  }

  private void addRoundTrips(EngineFigures.RoundTrips trips) {
    String name = GOSSIP + "round.trip";
    for (int i = 0; i < trips.atMost().size(); i++) {
      long nanos = EngineFigures.RoundTrips.BOUNDS_NANOS.get(i);
      String seconds = BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
      add(name, Map.of("le", seconds), BUCKET, trips.atMost().get(i));
    }
    add(name, Map.of("le", "+Inf"), BUCKET, trips.count());
    add(name, Map.of(), SUM_NANOS, trips.sumNanos());
  }

  private void addMembers(List<Member> members) {
    Map<MemberStatus, Integer> counts = new EnumMap<>(MemberStatus.class);
    for (MemberStatus status : MemberStatus.values()) {
      counts.put(status, 0);
    }
    int suspect = 0;
    for (Member member : members) {
      counts.merge(member.status(), 1, Integer::sum);
      suspect += member.suspect() ? 1 : 0;
    }
    counts.forEach(
        (status, count) -> add(GOSSIP + "members", Map.of("status", status.text()), GAUGE, count));
    add(GOSSIP + "members.suspect", Map.of(), GAUGE, suspect);
  }

  private void addTraffic(String direction, Traffic traffic) {
    count("packets", "direction", direction, traffic.packets());
    count("packet.bytes", "direction", direction, traffic.packetBytes());
    count("stream.bytes", "direction", direction, traffic.streamBytes());
    for (MessageType type : MessageType.values()) {
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("direction", direction);
      tags.put("type", word(type));
      add(GOSSIP + "messages", tags, COUNTER, traffic.messages(type));
    }
  }

  private void count(String name, String tag, String value, long count) {
    add(GOSSIP + name, Map.of(tag, value), COUNTER, count);
  }

  private void add(String name, Map<String, String> tags, Figure.Kind kind, long value) {
    figures.add(new Figure(name, tags, kind, value));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
