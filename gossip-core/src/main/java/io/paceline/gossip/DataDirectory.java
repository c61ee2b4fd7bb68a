package io.paceline.gossip;

import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.KeyringFile;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node remembers from one life to the next, in a directory that it has for itself:
 *
 * <pre>
 * epoch          the catalog epoch of the last life
 * registrations  the services that the node registered
 * peers          where its peers were, failed ones too, to find back into the cluster
 * keyring        Serf's keyring file, with the changes that operators made
 * </pre>
 *
 * <p>A damaged file never stops a start, however it is damaged: what is whole of it is used, and it
 * is kept under another name. Of a huge one only the beginning is read. Not thread-safe, except
 * that each file may be written by a thread of its own.
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private static final int SMALL_BYTES_MAX = 64 << 10;
  private static final int PEERS_BYTES_MAX = 1 << 20;
  private static final int REGISTRATIONS_BYTES_MAX =
      (int) Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private final FileChannel lockChannel;
  private final AtomicFile epoch;
  private final AtomicFile registrations;
  private final AtomicFile peers;
  private final AtomicFile keyring;

  private DataDirectory(Path directory, FileChannel lockChannel) {
    this.lockChannel = lockChannel;
    this.epoch = new AtomicFile(directory.resolve("epoch"));
    this.registrations = new AtomicFile(directory.resolve("registrations"));
    this.peers = new AtomicFile(directory.resolve("peers"));
    this.keyring = new AtomicFile(directory.resolve("keyring"));
  }

  /**
   * Opens a directory, made if it is not there.
   *
   * @throws IOException if it cannot be used, or another node uses it
   */
  static DataDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory, AtomicFile.ownerOnly("rwx------"));
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new IOException("data directory " + directory + " is used by another node");
    }
    return new DataDirectory(directory, channel);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock(); // released when the channel is closed
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // by a node in this JVM
    }
  }

  /** The last epoch, 0 if none is known. */
  long epoch() throws IOException {
    List<Long> found = readLines(epoch, SMALL_BYTES_MAX, Long::valueOf);
    return found.isEmpty() ? 0 : found.get(found.size() - 1);
  }

  void writeEpoch(long value) throws IOException {
    epoch.write(CheckedLines.format(List.of(Long.toString(value))));
  }

  List<ServiceInstance> registrations(String nodeName) throws IOException {
    return readLines(
        registrations, REGISTRATIONS_BYTES_MAX, line -> RegistrationLine.parse(nodeName, line));
  }

  void writeRegistrations(List<ServiceInstance> instances) throws IOException {
    registrations.write(
        CheckedLines.format(instances.stream().map(RegistrationLine::format).toList()));
  }

  List<RememberedPeer> peers() throws IOException {
    return readLines(peers, PEERS_BYTES_MAX, RememberedPeer::parse);
  }

  void writePeers(List<RememberedPeer> remembered) throws IOException {
    peers.write(CheckedLines.format(remembered.stream().map(RememberedPeer::format).toList()));
  }

  /** The ring as it was last, if one was kept. */
  Optional<Keyring> keyring() throws IOException {
    byte[] content = keyring.read(SMALL_BYTES_MAX);
    if (content.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(KeyringFile.parse(new String(content, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      keyring.keepDamaged(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  void writeKeyring(Keyring ring) throws IOException {
    keyring.write(KeyringFile.format(ring).getBytes(StandardCharsets.UTF_8));
  }

  /** All that can be read, each by {@code parse}, which throws what is wrong as illegal. */
  private static <T> List<T> readLines(AtomicFile file, int bytesMax, Function<String, T> parse)
      throws IOException {
    CheckedLines read = CheckedLines.parse(file.read(bytesMax));
    List<T> values = new ArrayList<>();
    int damaged = read.damaged();
    for (String line : read.lines()) {
      try {
        values.add(parse.apply(line));
      } catch (IllegalArgumentException e) {
        damaged++;
      }
    }
    if (damaged > 0) {
      file.keepDamaged(damaged + " of its lines");
    }
    return values;
  }

  /** Lets another node have the directory. */
  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      LOG.debug("the lock of the data directory cannot be closed", e);
    }
  }
}
