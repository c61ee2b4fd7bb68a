package io.paceline.gossip;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.netty.OwnedThreads;
import io.paceline.gossip.wire.Keyring;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node brings from its last life and keeps for its next one; nothing without a data
 * directory. Files that may wait are written on a thread of its own, which ends when it is idle.
 */
final class NodeMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMemory.class);
  private static final long REGISTRATIONS_DELAY_MILLIS = 5;
  private static final long PEERS_DELAY_MILLIS = 200;
  private static final long IDLE_SECONDS = 5;

  private final String nodeName;
  private final @Nullable DataDirectory directory;
  private final OwnedThreads writerThread;
  private final ScheduledThreadPoolExecutor writer;
  private final LatestWriter registrationsWriter;
  private final LatestWriter peersWriter;

  private volatile Supplier<List<ServiceInstance>> registrations = List::of;
  private volatile List<Member> members = List.of();
  private volatile boolean left;
  private final PeerMemory peers = new PeerMemory(); // guarded by itself

  private NodeMemory(String nodeName, @Nullable DataDirectory directory) {
    this.nodeName = nodeName;
    this.directory = directory;
    this.writerThread = new OwnedThreads("paceline-" + nodeName + "-files");
    this.writer = new ScheduledThreadPoolExecutor(1, writerThread);
    writer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    writer.allowCoreThreadTimeOut(true);
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false); // close() does it itself
    this.registrationsWriter =
        new LatestWriter(
            writer, "registrations", REGISTRATIONS_DELAY_MILLIS, this::writeRegistrations);
    this.peersWriter = new LatestWriter(writer, "peers", PEERS_DELAY_MILLIS, this::writePeers);
  }

  static NodeMemory open(String nodeName, Optional<Path> directory) throws IOException {
    @Nullable DataDirectory opened =
        directory.isPresent() ? DataDirectory.open(directory.get()) : null;
    return new NodeMemory(nodeName, opened);
  }

  long lastEpoch() throws IOException {
    return directory == null ? 0 : directory.epoch();
  }

  List<ServiceInstance> lastRegistrations(String nodeName) throws IOException {
    return directory == null ? List.of() : directory.registrations(nodeName);
  }

  /** Where peers of the last life were, also of those that had failed, the most promising first. */
  List<PeerAddress> lastPeers() throws IOException {
    if (directory == null) {
      return List.of();
    }
    synchronized (peers) {
      Instant now = Instant.now();
      peers.load(directory.peers(), now);
      return peers.remember(List.of(), nodeName, now).stream()
          .map(RememberedPeer::address)
          .toList();
    }
  }

  /**
   * The ring to use. A ring that was kept wins over configured keys: it holds what operators
   * changed by key queries, and a key that they removed must not come back.
   *
   * @return absent if nothing is to be encrypted
   */
  Optional<Keyring> keyring(List<Bytes> configured) throws IOException {
    Optional<Keyring> kept = directory == null ? Optional.empty() : directory.keyring();
    if (configured.isEmpty()) {
      return kept;
    }
    Keyring fresh = Keyring.of(configured);
    if (kept.isPresent() && !kept.get().keys().equals(fresh.keys())) {
      LOG.warn(
          "the keys in the data directory differ from the configured ones and are used instead;"
              + " remove its keyring file to begin anew");
    }
    Keyring ring = kept.orElse(fresh);
    keepKeyring(ring);
    return Optional.of(ring);
  }

  void keepKeyring(Keyring ring) throws IOException {
    if (directory != null) {
      directory.writeKeyring(ring);
    }
  }

  /** At once: an epoch must be safe before anything is published under it. */
  void keepEpoch(long epoch) {
    if (directory != null) {
      try {
        directory.writeEpoch(epoch);
      } catch (IOException e) {
        LOG.error("cannot keep the epoch in the data directory", e);
      }
    }
  }

  /**
   * Soon, so that many changes share one write; {@code latest} tells then what they are.
   *
   * @return done when they are kept: only then may a registration be called successful
   */
  CompletableFuture<Void> keepRegistrations(Supplier<List<ServiceInstance>> latest) {
    registrations = latest;
    return directory == null
        ? CompletableFuture.completedFuture(null)
        : registrationsWriter.touch();
  }

  void keepPeers(List<Member> latest) {
    members = latest;
    if (directory != null) {
      peersWriter.touch();
    }
  }

  /** Who left on purpose does not find back by itself. */
  void onLeft() {
    left = true;
    peersWriter.touch();
  }

  private void writeRegistrations() throws IOException {
    if (directory != null) {
      directory.writeRegistrations(registrations.get());
    }
  }

  private void writePeers() throws IOException {
    if (directory != null) {
      synchronized (peers) {
        List<RememberedPeer> remembered = peers.remember(members, nodeName, Instant.now());
        directory.writePeers(left ? List.of() : remembered);
      }
    }
  }

  /** Writes what is still to be written. */
  @Override
  public void close() {
    writer.shutdown();
    writerThread.join(Duration.ofSeconds(5));
    registrationsWriter.flush();
    peersWriter.flush();
    if (directory != null) {
      directory.close();
    }
  }
}
