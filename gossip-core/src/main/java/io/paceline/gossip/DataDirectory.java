package io.paceline.gossip;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.KeyringFile;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.net.InetSocketAddress;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node remembers from one life to the next, in a directory that it has for itself:
 *
 * <pre>
 * epoch          the catalog epoch of the last life
 * registrations  the services that the node registered
 * peers          where its peers were, to find back into the cluster
 * keyring        Serf's keyring file, with the changes that operators made
 * </pre>
 *
 * <p>A damaged file never stops a start: what is whole of it is used, and a copy is kept. Not
 * thread-safe, except that each file may be written by a thread of its own.
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private static final Pattern IP_ADDRESS =
      Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*");

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
    List<Long> found = readLines(epoch, Long::valueOf);
    return found.isEmpty() ? 0 : found.get(found.size() - 1);
  }

  void writeEpoch(long value) throws IOException {
    epoch.write(CheckedLines.format(List.of(Long.toString(value))));
  }

  List<ServiceInstance> registrations(String nodeName) throws IOException {
    return readLines(registrations, line -> RegistrationLine.parse(nodeName, line));
  }

  void writeRegistrations(List<ServiceInstance> instances) throws IOException {
    registrations.write(
        CheckedLines.format(instances.stream().map(RegistrationLine::format).toList()));
  }

  /** Where peers were. */
  List<PeerAddress> peers() throws IOException {
    return readLines(peers, DataDirectory::peer);
  }

  private static PeerAddress peer(String line) {
    SeedAddress address = SeedAddress.parse(line);
    if (!IP_ADDRESS.matcher(address.host()).matches()) { // a name would have to be looked up
      throw new IllegalArgumentException("not an IP address");
    }
    return PeerAddress.of(new InetSocketAddress(address.host(), address.port()));
  }

  void writePeers(List<PeerAddress> addresses) throws IOException {
    peers.write(CheckedLines.format(addresses.stream().map(PeerAddress::toString).toList()));
  }

  /** The ring as it was last, if one was kept. */
  Optional<Keyring> keyring() throws IOException {
    byte[] content = keyring.read();
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
  private static <T> List<T> readLines(AtomicFile file, Function<String, T> parse)
      throws IOException {
    CheckedLines read = CheckedLines.parse(file.read());
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
