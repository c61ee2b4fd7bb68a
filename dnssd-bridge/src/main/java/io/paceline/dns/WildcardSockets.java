package io.paceline.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP sockets for each address of this host, where a server is bound to the wildcard address. From
 * one socket for all of them the kernel chooses the sender's address by the route back, and a
 * client drops an answer that comes from another address than it asked. Follows the addresses as
 * they come and go; one that is too new to have a socket is still served by the wildcard's. Owned
 * by one event loop, but for the first round.
 */
final class WildcardSockets {
  private static final Logger log = LoggerFactory.getLogger(WildcardSockets.class);

  private static final int ADDRESSES_MAX = 256;
  private static final long LOOK_EVERY_SECONDS = 5;

  private final AnsweringLoop loop;
  private final Function<InetAddress, List<ChannelFuture>> bind;
  private final Map<InetAddress, List<Channel>> open = new LinkedHashMap<>();

  /**
   * @param bind begins to bind one address for all event loops
   */
  WildcardSockets(AnsweringLoop loop, Function<InetAddress, List<ChannelFuture>> bind) {
    this.loop = loop;
    this.bind = bind;
  }

  /** Binds what there is, and keeps looking. Called by the thread that starts the server. */
  void open() {
    follow().forEach(ChannelFuture::awaitUninterruptibly);
    loop.executor()
        .scheduleWithFixedDelay(
            this::follow, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private List<ChannelFuture> follow() {
    Set<InetAddress> present = addresses();
    open.entrySet().removeIf(entry -> !present.contains(entry.getKey()) && close(entry));
    List<ChannelFuture> begun = new ArrayList<>();
    for (InetAddress address : present) {
      if (!open.containsKey(address) && open.size() < ADDRESSES_MAX) {
        begun.addAll(bind(address));
      }
    }
    return begun;
  }

  private static boolean close(Map.Entry<InetAddress, List<Channel>> gone) {
    gone.getValue().forEach(Channel::close);
    return true;
  }

  private List<ChannelFuture> bind(InetAddress address) {
    List<ChannelFuture> bound = bind.apply(address);
    open.put(address, bound.stream().map(ChannelFuture::channel).toList());
    bound.forEach(each -> each.addListener(done -> warn(address, done.cause())));
    return bound;
  }

  /** An address that is not quite there yet (IPv6 looks for duplicates first) is tried again. */
  private void warn(InetAddress address, @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure != null) {
      log.debug("No UDP socket of its own for {}: {}", address, failure.toString());
      loop.executor().execute(() -> open.remove(address));
    }
  }

  private static Set<InetAddress> addresses() {
    Set<InetAddress> found = new LinkedHashSet<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          found.addAll(Collections.list(each.getInetAddresses()));
        }
      }
    } catch (SocketException e) {
      log.debug("Could not list this host's addresses: {}", e.toString());
    }
    return found;
  }
}
