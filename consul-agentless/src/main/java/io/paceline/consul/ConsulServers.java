package io.paceline.consul;

import io.paceline.consul.ConsulException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Consul servers of one datacenter, as one. A request goes to a random one that has not failed
 * lately, and on to the next if that may help. It does not wait between rounds: repeating later is
 * the caller's decision. Safe for use by many threads; requests block.
 */
public final class ConsulServers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulServers.class);

  /** Learnt addresses come from outside, so there is a bound. */
  private static final int SERVERS_MAX = 64;

  private static final Pattern UNKNOWN_FIELD = Pattern.compile("unknown field \"([^\"]{1,64})\"");

  private final ConsulConfig config;
  private final ConsulTransport transport;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  private final Map<ConsulAddress, CircuitBreaker> breakers = new LinkedHashMap<>();

  /** Fields that this cluster's servers do not know; left out from then on. */
  private final Set<String> unknownFields = new TreeSet<>();

  ConsulServers(
      ConsulConfig config,
      ConsulTransport transport,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.config = config;
    this.transport = transport;
    this.nanoTime = nanoTime;
    this.random = random;
    config.servers().forEach(server -> breakers.put(server, new CircuitBreaker()));
  }

  /** Ready to talk; nothing is sent yet. */
  public static ConsulServers of(ConsulConfig config) {
    return new ConsulServers(
        config, new EcwidTransport(config), System::nanoTime, RandomGenerator.getDefault());
  }

  ConsulConfig config() {
    return config;
  }

  /** The servers known at the moment: those of the configuration and those learnt. */
  public synchronized List<ConsulAddress> addresses() {
    return List.copyOf(breakers.keySet());
  }

  /**
   * Sends to one server after the other until one answers well or none is left.
   *
   * @throws ConsulException what the last one said
   */
  ConsulResponse call(ConsulRequest request) throws ConsulException {
    return call(request, new Cancellation());
  }

  ConsulResponse call(ConsulRequest request, Cancellation cancellation) throws ConsulException {
    ConsulException failure = null;
    for (ConsulAddress server : order(null)) {
      try {
        return at(server, request, cancellation);
      } catch (ConsulException e) {
        if (!e.kind().mayWorkElsewhere()) {
          throw e;
        }
        log.debug("{} at {} failed: {}", request, server, e.getMessage());
        failure = e;
      }
    }
    throw failure == null
        ? new ConsulException(Kind.UNREACHABLE, "there is no Consul server to ask")
        : failure;
  }

  /** Sends to this server only; an answer other than 200 is an exception. */
  ConsulResponse at(ConsulAddress server, ConsulRequest request, Cancellation cancellation)
      throws ConsulException {
    try {
      ConsulResponse response = transport.execute(server, request, cancellation);
      if (!response.isSuccess()) {
        throw refusal(server, request, response);
      }
      onSuccess(server);
      return response;
    } catch (ConsulException e) {
      if (e.kind().isServersFault()) {
        onFailure(server, e);
      }
      throw e;
    }
  }

  private static ConsulException refusal(
      ConsulAddress server, ConsulRequest request, ConsulResponse response) {
    String text = server + " answers " + response.status() + " to " + request;
    return new ConsulException(Kind.ofStatus(response.status()), text + ": " + response.reason());
  }

  /** A server for a long conversation, another one than the given if there is a choice. */
  ConsulAddress pick(@Nullable ConsulAddress other) {
    return order(other).get(0);
  }

  /** Those that may be asked, in random order; if that is none, the one whose turn is next. */
  private synchronized List<ConsulAddress> order(@Nullable ConsulAddress last) {
    long now = nanoTime.getAsLong();
    List<ConsulAddress> usable = new ArrayList<>();
    breakers.forEach(
        (server, breaker) -> {
          if (breaker.allows(now)) {
            usable.add(server);
          }
        });
    if (usable.isEmpty()) {
      return List.of(soonest(now));
    }
    shuffle(usable);
    if (last != null && usable.remove(last)) {
      usable.add(last);
    }
    return usable;
  }

  private ConsulAddress soonest(long now) {
    return breakers.entrySet().stream()
        .min(Comparator.comparingLong(entry -> entry.getValue().remaining(now)))
        .orElseThrow()
        .getKey();
  }

  private void shuffle(List<ConsulAddress> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      java.util.Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  private synchronized void onSuccess(ConsulAddress server) {
    CircuitBreaker breaker = breakers.get(server);
    if (breaker != null) {
      breaker.onSuccess();
    }
  }

  private synchronized void onFailure(ConsulAddress server, ConsulException e) {
    CircuitBreaker breaker = breakers.get(server);
    if (breaker == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (breaker.allows(now)) {
      log.warn("Consul server {} is left alone for a while: {}", server, e.getMessage());
    }
    breaker.onFailure(now);
  }

  /** Adds servers that were learnt, forgets learnt ones that are gone, keeps the configured. */
  synchronized void learn(List<ConsulAddress> found) {
    List<ConsulAddress> wanted = new ArrayList<>(config.servers());
    found.stream().limit(SERVERS_MAX).filter(s -> !wanted.contains(s)).forEach(wanted::add);
    breakers.keySet().retainAll(wanted);
    wanted.forEach(server -> breakers.computeIfAbsent(server, s -> new CircuitBreaker()));
  }

  /**
   * Consul refuses a body with a field that is newer than itself, and names it. Notes the field, so
   * that it is left out from now on.
   *
   * @return whether it is worth trying again without it
   */
  boolean dropsUnknownField(ConsulException e, Set<String> droppable) {
    var named = UNKNOWN_FIELD.matcher(String.valueOf(e.getMessage()));
    if (e.kind() != Kind.REJECTED || !named.find() || !droppable.contains(named.group(1))) {
      return false;
    }
    dropField(named.group(1));
    return true;
  }

  /** Leaves a field out from now on. */
  synchronized void dropField(String field) {
    if (unknownFields.add(field)) {
      log.warn("the Consul servers do not know the field {}: going on without it", field);
    }
  }

  synchronized boolean knowsField(String field) {
    return !unknownFields.contains(field);
  }

  /** The deadline of a request that does not block on purpose. */
  Duration requestDeadline() {
    return config.timeouts().request();
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  RandomGenerator random() {
    return random;
  }

  /** Ends what is under way; waiting callers get a {@link ConsulException}. */
  @Override
  public void close() {
    transport.close();
  }
}
