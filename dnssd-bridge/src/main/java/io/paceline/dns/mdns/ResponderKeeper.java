package io.paceline.dns.mdns;

import io.paceline.dns.mdns.Publications.Step;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.jmdns.ServiceInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Responder} alive: asks it every some seconds over the link whether it still
 * answers, and replaces it when it does not. Used by one thread; goodbyes, which block, are said by
 * others.
 */
final class ResponderKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResponderKeeper.class);

  /** A host is announced about 5 s after the start, and does not answer before. */
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private static final int PROBE_FAILURES_MAX = 2;
  private static final long ANSWER_MILLIS = 1_000;
  private static final int GOODBYES_AT_ONCE = 8;
  private static final long CLOSE_SECONDS_MAX = 15;

  private final MdnsConfig config;
  private final Consumer<ServiceInstance> found;
  private final Consumer<String> lost;
  private final ExecutorService goodbyes =
      Executors.newFixedThreadPool(GOODBYES_AT_ONCE, ResponderKeeper::daemon);

  private volatile @Nullable Responder responder; // JmDNS's threads look at it, too
  private long nextProbe;
  private int probeFailures;
  private int lives;
  private String lastError = "";

  ResponderKeeper(MdnsConfig config, Consumer<ServiceInstance> found, Consumer<String> lost) {
    this.config = config;
    this.found = found;
    this.lost = lost;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "paceline-mdns-goodbye");
    thread.setDaemon(true);
    return thread;
  }

  /** Looks after the responder; true if there is a new one, which knows nothing. */
  boolean keep(long nowNanos) {
    if (responder != null) {
      responder.trim(config.browse());
      if (isAlive(responder, nowNanos)) {
        return false;
      }
      log.warn("The mDNS responder no longer answers: starting a new one");
      end(responder);
      responder = null;
    }
    return open(nowNanos);
  }

  private boolean isAlive(Responder current, long nowNanos) {
    if (current.isBroken()) {
      return false;
    }
    if (nowNanos - nextProbe < 0) {
      return true;
    }
    nextProbe = nowNanos + PROBE_NANOS;
    probeFailures = answers(current) ? 0 : probeFailures + 1;
    return probeFailures < PROBE_FAILURES_MAX;
  }

  private boolean answers(Responder current) {
    try {
      return LinkProbe.answers(config.address(), current.hostName(), ANSWER_MILLIS);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean open(long nowNanos) {
    try {
      Responder next = new Responder(config);
      config.browse().forEach(type -> next.browse(type, this::onFound, this::onLost));
      responder = next;
      lives++;
      probeFailures = 0;
      nextProbe = nowNanos + PROBE_NANOS;
      log.info("mDNS on {}", config.address().getHostAddress());
      lastError = "";
      return true;
    } catch (IOException e) {
      if (!e.toString().equals(lastError)) {
        lastError = e.toString();
        log.warn("No mDNS on {}: {}", config.address().getHostAddress(), lastError);
      }
      return false;
    }
  }

  private void onFound(ServiceInfo info) {
    Responder current = responder;
    if (current != null && info.getServer().equalsIgnoreCase(current.hostName())) {
      return; // our own
    }
    try {
      Sighting.instance(info).ifPresent(found);
    } catch (IllegalArgumentException e) {
      log.debug("not imported from mDNS: {}", e.getMessage());
    }
  }

  /** JmDNS does not tell every change of an instance that it has told of: this asks it. */
  void refresh(ServiceInstance instance) {
    Responder current = responder;
    if (current != null) {
      current.known(Sighting.type(instance), Sighting.name(instance)).ifPresent(this::onFound);
    }
  }

  private void onLost(ServiceInfo info) {
    lost.accept(Sighting.id(info));
  }

  boolean isUp() {
    return responder != null;
  }

  /** Does a step; a failure is logged, and the next responder begins anew anyway. */
  void take(Step step) {
    Responder current = responder;
    if (current == null) {
      return;
    }
    if (step instanceof Step.Withdraw) {
      goodbyes.execute(() -> current.withdraw(step.service()));
    } else if (step instanceof Step.ChangeText) {
      current.changeText(step.service());
    } else {
      publish(current, step.service());
    }
  }

  private static void publish(Responder current, LocalService service) {
    try {
      current.publish(service);
    } catch (IOException | IllegalStateException e) {
      log.warn("Not published by mDNS: {}", e.toString());
    }
  }

  String hostName() {
    return responder == null ? "" : responder.hostName();
  }

  List<String> namesOnLink(List<LocalService> services) {
    Responder current = responder;
    return current == null ? List.of() : services.stream().map(current::nameOnLink).toList();
  }

  long restarts() {
    return Math.max(0, lives - 1);
  }

  private void end(Responder old) {
    goodbyes.execute(() -> close(old));
  }

  private static void close(Responder old) {
    try {
      old.close();
    } catch (IOException | RuntimeException e) {
      log.debug("the old mDNS responder did not close", e);
    }
  }

  /** Says goodbye to all; blocks for some seconds. */
  @Override
  public void close() {
    if (responder != null) {
      end(responder);
      responder = null;
    }
    goodbyes.shutdown();
    try {
      if (!goodbyes.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        log.warn("the mDNS responder took too long to say goodbye");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
