package io.paceline.consul;

import com.google.gson.JsonElement;
import io.paceline.consul.ConsulException.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows which services there are, and has the catalog follow each of them. The list changes with
 * every tag of the datacenter, so it is asked for at most once in 10 s.
 */
final class ServiceListFollower implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ServiceListFollower.class);
  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final ConsulServers servers;
  private final CatalogConfig config;
  private final ConsulCatalog catalog;
  private final Backoff backoff;
  private final Cancellation cancellation = new Cancellation();
  private final Pause pause = new Pause();
  private final Set<String> followed = new TreeSet<>();

  private ConsulAddress server;
  private ConsulIndex index = ConsulIndex.START;

  ServiceListFollower(ConsulServers servers, CatalogConfig config, ConsulCatalog catalog) {
    this.servers = servers;
    this.config = config;
    this.catalog = catalog;
    this.server = servers.pick(null);
    this.backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30), servers.random());
  }

  void start() {
    Threads.daemon("paceline-consul-services", this).start();
  }

  @Override
  public void run() {
    long wait = 0;
    while (pause.forNanos(wait)) {
      try {
        ConsulResponse response = servers.at(server, request(), cancellation);
        follow(names(response));
        index = index.next(response.headers().index());
        backoff.reset();
        wait = INTERVAL_NANOS + servers.random().nextLong(INTERVAL_NANOS / 5);
      } catch (ConsulException e) {
        log.debug("the list of services: {}", e.getMessage());
        index = ConsulIndex.START;
        server = servers.pick(server);
        wait = backoff.nextNanos();
      }
    }
  }

  private ConsulRequest request() {
    ConsulConfig.Timeouts timeouts = servers.config().timeouts();
    ConsulRequest request =
        ConsulRequest.get(timeouts.blocking(timeouts.hold()), "catalog", "services")
            .with(config.consistency());
    return index.isStart()
        ? request
        : request
            .with("index", Long.toString(index.value()))
            .with("wait", timeouts.hold().toMillis() + "ms");
  }

  private static Set<String> names(ConsulResponse response) throws ConsulException {
    JsonElement json = response.json();
    if (!json.isJsonObject()) {
      throw new ConsulException(Kind.BAD_ANSWER, "not a list of services");
    }
    Set<String> names = new TreeSet<>();
    json.getAsJsonObject().keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    if (names.isEmpty()) {
      // a datacenter has the service "consul" at least: its token may not see it, or it is broken
      throw new ConsulException(Kind.DENIED, "the list of services is empty");
    }
    return names;
  }

  private void follow(Set<String> names) {
    followed.removeIf(
        name -> {
          boolean gone = !names.contains(name);
          if (gone) {
            catalog.unfollow(name);
          }
          return gone;
        });
    for (String name : names) {
      if (!followed.contains(name) && catalog.hasRoom()) {
        catalog.follow(name);
        followed.add(name);
      }
    }
  }

  void close() {
    pause.close();
    cancellation.cancel();
  }
}
