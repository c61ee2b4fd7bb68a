package io.paceline.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the servers that are not in the configuration: all addresses of a configured host name, and
 * those of Consul's own service {@code consul}, looked up every 60 s ± 20 %. The catalog does not
 * know where a server answers HTTP, and many do so on loopback only: so one is taken up when it
 * answers at the port of the first configured server. Configured servers are never given up.
 *
 * <p>With TLS nothing is looked up: an address that the network names would have to be in the
 * server's certificate. One daemon thread of its own.
 */
public final class ServerDiscovery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerDiscovery.class);

  private static final long INTERVAL_NANOS = Duration.ofSeconds(60).toNanos();
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
  private static final int ADDRESSES_MAX = 64;

  private final ConsulServers servers;
  private final Cancellation cancellation = new Cancellation();
  private final Pause pause = new Pause();

  ServerDiscovery(ConsulServers servers) {
    this.servers = servers;
  }

  /** Begins. The servers stay the caller's to close, after this. */
  public static ServerDiscovery start(ConsulServers servers) {
    ServerDiscovery discovery = new ServerDiscovery(servers);
    Threads.daemon("paceline-consul-discovery", discovery::run).start();
    return discovery;
  }

  private void run() {
    long wait = servers.random().nextLong(INTERVAL_NANOS / 12);
    while (pause.forNanos(wait)) {
      try {
        refresh();
      } catch (ConsulException e) {
        log.debug("the list of Consul servers stays as it is: {}", e.getMessage());
      }
      wait = INTERVAL_NANOS * 4 / 5 + servers.random().nextLong(INTERVAL_NANOS * 2 / 5);
    }
  }

  /** One look; what cannot be looked up now leaves things as they are. */
  void refresh() throws ConsulException {
    ConsulAddress model = servers.config().servers().get(0);
    if (model.tls()) {
      return;
    }
    List<ConsulAddress> found = new ArrayList<>();
    for (String host : hosts()) {
      ConsulAddress server = new ConsulAddress(false, host, model.port());
      if (!found.contains(server) && found.size() < ADDRESSES_MAX && answers(server)) {
        found.add(server);
      }
    }
    servers.learn(found);
  }

  private List<String> hosts() throws ConsulException {
    List<String> hosts = new ArrayList<>();
    for (ConsulAddress server : servers.config().servers()) {
      hosts.addAll(resolve(server.host()));
    }
    ConsulRequest request =
        ConsulRequest.get(servers.requestDeadline(), "catalog", "service", "consul")
            .with(ReadConsistency.STALE);
    for (JsonElement element : Json.array(servers.call(request, cancellation).json())) {
      JsonObject server = Json.object(element);
      hosts.add(Json.text(server, "Address"));
    }
    return hosts;
  }

  private static List<String> resolve(String host) {
    List<String> addresses = new ArrayList<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        addresses.add(address.getHostAddress());
      }
    } catch (UnknownHostException e) {
      log.debug("host {} is unknown at the moment", host);
    }
    return addresses;
  }

  private boolean answers(ConsulAddress server) {
    if (servers.addresses().contains(server)) {
      return true; // its circuit breaker knows better
    }
    try {
      ConsulRequest request = ConsulRequest.get(ANSWER_MAX, "status", "leader");
      ConsulResponse unused = servers.at(server, request, cancellation);
      return true;
    } catch (ConsulException e) {
      log.debug("Consul server {} does not answer HTTP there: {}", server, e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    pause.close();
    cancellation.cancel();
  }
}
