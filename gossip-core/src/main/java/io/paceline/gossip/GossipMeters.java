package io.paceline.gossip;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the figures of a node in a Micrometer registry: {@code new
 * GossipMeters(node).bindTo(registry)}. The only class of this module that needs Micrometer, which
 * is an optional dependency. Safe for use by many threads.
 *
 * <p>The figures are asked of the node at most once a second, however many meters are read. While a
 * node does not answer within a second, or after its end, the last ones are shown.
 */
public final class GossipMeters implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(GossipMeters.class);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Key(String name, Map<String, String> tags) {}

  private final GossipNode node;
  private final Map<Key, Long> values = new ConcurrentHashMap<>();
  private long readNanos; // guarded by this
  private boolean read; // guarded by this

  /** Asks the node nothing before it is bound. */
  public GossipMeters(GossipNode node) {
    this.node = node;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    refresh(registry);
  }

  private double value(Key key, MeterRegistry registry) {
    refresh(registry);
    return values.getOrDefault(key, 0L);
  }

  /** Kinds of faults are meters from their first occurrence on. */
  private synchronized void refresh(MeterRegistry registry) {
    long nowNanos = System.nanoTime();
    if (read && nowNanos - readNanos < FRESH_NANOS) {
      return;
    }
    read = true;
    readNanos = nowNanos;
    for (Figure figure : figures()) {
      Key key = new Key(figure.name(), figure.tags());
      if (values.put(key, figure.value()) == null) {
        register(registry, figure, key);
      }
    }
  }

  private List<Figure> figures() {
    try {
      return node.figures().get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("no figures of {} to be had", node.name(), e);
    }
    return List.of();
  }

  private void register(MeterRegistry registry, Figure figure, Key key) {
    Tags tags = Tags.of("node", node.name());
    for (Map.Entry<String, String> tag : figure.tags().entrySet()) {
      tags = tags.and(tag.getKey(), tag.getValue());
    }
    switch (figure.kind()) {
      case COUNTER -> count(registry, figure.name(), tags, key);
      // Micrometer has no histogram that is read rather than fed: its buckets are counters.
      case BUCKET -> count(registry, figure.name() + ".bucket", tags, key);
      case SUM_NANOS -> time(registry, tags, key);
      case GAUGE ->
          Gauge.builder(figure.name(), this, self -> self.value(key, registry))
              .tags(tags)
              .strongReference(true)
              .register(registry);
    }
  }

  private void count(MeterRegistry registry, String name, Tags tags, Key key) {
    FunctionCounter.builder(name, this, self -> self.value(key, registry))
        .tags(tags)
        .register(registry);
  }

  private void time(MeterRegistry registry, Tags tags, Key sum) {
    Key all = new Key(sum.name(), Map.of("le", "+Inf"));
    FunctionTimer.builder(
            sum.name(),
            this,
            self -> (long) self.value(all, registry),
            self -> self.value(sum, registry),
            TimeUnit.NANOSECONDS)
        .tags(tags)
        .register(registry);
  }
}
