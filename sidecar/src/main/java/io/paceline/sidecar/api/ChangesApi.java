package io.paceline.sidecar.api;

import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.HttpStream;
import io.paceline.sidecar.http.Router;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code /v1/paceline/changes}: members, services and what happened to them, as server-sent events
 * that a page or a command follows. All feeds are looked at four times a second as long as there
 * are any, so that a follower costs no thread. Safe for use by many threads.
 */
final class ChangesApi {
  private static final long PULSE_MILLIS = 250;
  private static final long MORE_MILLIS = 20;
  private static final int PULSES_PER_COMMENT = 40;

  private final ChangeFeed.Source source;
  private final Map<HttpStream, ChangeFeed> feeds = new ConcurrentHashMap<>(); // by identity
  private final AtomicBoolean pulsing = new AtomicBoolean();
  private int pulses; // of the one pulse that runs at a time

  ChangesApi(GossipNode node) {
    History history = new History();
    node.listen(history, ForkJoinPool.commonPool());
    this.source = new NodeSource(node, history);
  }

  private record NodeSource(GossipNode node, History history) implements ChangeFeed.Source {
    @Override
    public List<Member> members() {
      return node.members();
    }

    @Override
    public CatalogSnapshot catalog() {
      return node.services().snapshot();
    }
  }

  void addTo(Router.Builder routes) {
    routes.get("/v1/paceline/changes", this::follow);
  }

  private CompletionStage<HttpReply> follow(HttpCall call) {
    Set<ChangeFeed.Topic> topics = topics(call);
    HttpStream stream = new HttpStream(feeds::remove);
    String service = call.parameter("service").orElse("");
    feeds.put(stream, new ChangeFeed(source, topics, service, stream));
    arm(0);
    return CompletableFuture.completedStage(HttpReply.following("text/event-stream", stream));
  }

  /** All, unless {@code ?topic=} names some. */
  private static Set<ChangeFeed.Topic> topics(HttpCall call) {
    Set<ChangeFeed.Topic> topics = EnumSet.noneOf(ChangeFeed.Topic.class);
    for (String name : call.parameters("topic")) {
      try {
        topics.add(ChangeFeed.Topic.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new HttpProblem(
            400, "?topic must be members, services, history or events, not \"" + name + "\"");
      }
    }
    return topics.isEmpty() ? EnumSet.allOf(ChangeFeed.Topic.class) : topics;
  }

  private void arm(long millis) {
    if (pulsing.compareAndSet(false, true)) {
      Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
      later.execute(this::pulse);
    }
  }

  private void pulse() {
    boolean more = false;
    try {
      boolean comment = pulses++ % PULSES_PER_COMMENT == PULSES_PER_COMMENT - 1;
      for (ChangeFeed feed : feeds.values()) {
        more |= feed.pulse();
        if (comment) {
          feed.comment();
        }
      }
    } finally {
      pulsing.set(false); // only now: one pulse at a time
      if (!feeds.isEmpty()) {
        arm(more ? MORE_MILLIS : PULSE_MILLIS);
      }
    }
  }
}
