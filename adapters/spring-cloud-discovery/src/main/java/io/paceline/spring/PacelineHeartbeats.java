package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Tells the application that something in the catalog or among the members changed, in Spring
 * Cloud's word: a {@link HeartbeatEvent}. Gateways and others look at the discovery client again
 * when they hear it. Its value is a number that grows.
 *
 * <p>The events come on a thread of their own, one at a time. Changes of the catalog that come
 * faster than the application's listeners are folded.
 */
final class PacelineHeartbeats implements SmartLifecycle, MembershipListener {
  private final GossipNode node;
  private final ApplicationEventPublisher publisher;
  private final AtomicLong changes = new AtomicLong();

  // guarded by this
  private final List<Subscription> subscriptions = new ArrayList<>();
  private @Nullable ExecutorService executor;

  PacelineHeartbeats(GossipNode node, ApplicationEventPublisher publisher) {
    this.node = node;
    this.publisher = publisher;
  }

  @Override
  public synchronized void start() {
    if (executor == null) {
      executor = Executors.newSingleThreadExecutor(PacelineHeartbeats::thread);
      subscriptions.add(node.listen(this, executor));
      subscriptions.add(node.services().watchAll(snapshot -> beat(), executor));
    }
  }

  @Override
  public synchronized void stop() {
    if (executor != null) {
      subscriptions.forEach(Subscription::close);
      subscriptions.clear();
      executor.shutdown();
      executor = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }

  @Override
  public void onMembership(MembershipEvent event) {
    beat();
  }

  private void beat() {
    publisher.publishEvent(new HeartbeatEvent(this, changes.incrementAndGet()));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "paceline-heartbeats");
    thread.setDaemon(true);
    return thread;
  }
}
