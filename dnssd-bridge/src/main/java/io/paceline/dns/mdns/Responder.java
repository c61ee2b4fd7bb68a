package io.paceline.dns.mdns;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.JmDNSImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of JmDNS on one interface. It ends by {@link #close}, or by itself: some packets from
 * the link make JmDNS shut down, and so does an interface that fails. Then a new one is needed.
 * Calls may block for seconds. Safe for use by several threads.
 */
final class Responder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Responder.class);

  /** Records of the link that JmDNS may remember; it has no bound of its own. */
  static final int CACHE_NAMES_MAX = 4_000;

  static {
    // JmDNS reads this once; its own default of an hour is not what RFC 6762 section 10 says.
    if (System.getProperty("net.dns.ttl") == null) {
      System.setProperty("net.dns.ttl", "120");
    }
  }

  private final JmDNS jmdns;
  private final Map<String, ServiceInfo> published = new ConcurrentHashMap<>();
  private volatile boolean broken;

  /**
   * Joins the multicast group; the host is announced some seconds later.
   *
   * @throws IOException if the interface is not there or cannot do multicast
   */
  Responder(MdnsConfig config) throws IOException {
    jmdns = JmDNS.create(config.address(), config.hostName());
    jmdns.setDelegate((dns, infos) -> broken = true);
  }

  /** What this host is called on the link; another responder may have forced a new name on it. */
  String hostName() {
    return jmdns.getHostName();
  }

  /** Whether it has ended by itself. */
  boolean isBroken() {
    JmDNSImpl impl = (JmDNSImpl) jmdns;
    return broken || impl.isClosing() || impl.isClosed() || impl.isCanceling() || impl.isCanceled();
  }

  void publish(LocalService service) throws IOException {
    ServiceInfo info =
        ServiceInfo.create(
            service.type() + ".local.",
            escaped(service.name()),
            service.port(),
            0,
            0,
            service.text().toByteArray());
    jmdns.registerService(info);
    published.put(service.fullName().toLowerCase(Locale.ROOT), info);
    if (!info.getName().equalsIgnoreCase(service.name())) {
      log.warn("\"{}\" is taken on the link: published another", service.name());
    }
  }

  void changeText(LocalService service) {
    ServiceInfo info = published.get(service.fullName().toLowerCase(Locale.ROOT));
    if (info != null) {
      info.setText(service.text().toByteArray());
    }
  }

  /** Says goodbye; blocks for two seconds. */
  void withdraw(LocalService service) {
    ServiceInfo info = published.remove(service.fullName().toLowerCase(Locale.ROOT));
    if (info != null) {
      jmdns.unregisterService(info);
    }
  }

  /** What a service is called on the link, after conflicts; its own name if it is not there. */
  String nameOnLink(LocalService service) {
    ServiceInfo info = published.get(service.fullName().toLowerCase(Locale.ROOT));
    return info == null ? service.name() : info.getName();
  }

  /**
   * Follows a type, on JmDNS's threads. An instance is reported found more than once, the first
   * time perhaps incomplete.
   */
  void browse(String type, Consumer<ServiceInfo> found, Consumer<ServiceInfo> lost) {
    jmdns.addServiceListener(
        type + ".local.",
        new ServiceListener() {
          @Override
          public void serviceAdded(ServiceEvent event) {
            jmdns.requestServiceInfo(event.getType(), event.getName(), true, 1);
          }

          @Override
          public void serviceRemoved(ServiceEvent event) {
            lost.accept(event.getInfo());
          }

          @Override
          public void serviceResolved(ServiceEvent event) {
            found.accept(event.getInfo());
          }
        });
  }

  /** What it knows now of an instance; absent while that is incomplete. Sends nothing if it is. */
  Optional<ServiceInfo> known(String type, String name) {
    return Optional.ofNullable(jmdns.getServiceInfo(type + ".local.", name, true, 1));
  }

  /** Forgets records of types that nobody browses, so that a flood on the link takes no memory. */
  void trim(Iterable<String> browsed) {
    var cache = ((JmDNSImpl) jmdns).getCache();
    if (cache.size() <= CACHE_NAMES_MAX) {
      return;
    }
    log.warn("More than {} names on the link: forgetting those not asked for", CACHE_NAMES_MAX);
    for (DNSEntry entry : cache.allValues()) {
      if (!isBrowsed(entry.getKey(), browsed)) {
        cache.removeDNSEntry(entry);
      }
    }
    if (cache.size() > CACHE_NAMES_MAX) {
      cache.clear(); // a flood of the very types that are browsed
    }
  }

  private static boolean isBrowsed(String key, Iterable<String> browsed) {
    for (String type : browsed) {
      if (key.contains(type)) {
        return true;
      }
    }
    return false;
  }

  /** Says goodbye to all and ends its threads; blocks for up to some seconds. */
  @Override
  public void close() throws IOException {
    jmdns.close();
  }

  /** JmDNS takes a dot for the end of the name, and a backslash for an escape. */
  private static String escaped(String name) {
    return name.replace("\\", "\\\\").replace(".", "\\.");
  }
}
