package io.paceline.gossip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file that is only ever replaced as a whole: whoever reads it, also after a crash, finds
 * the old content or the new one. Only its owner may read it, for it may hold keys. Not
 * thread-safe.
 */
final class AtomicFile {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);

  private final Path path;

  AtomicFile(Path path) {
    this.path = path;
  }

  /** The content; empty if there is no file, and no more than its first bytes if it is huge. */
  byte[] read(int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(bytesMax);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  void write(byte[] content) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(next);
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(next, options, ownerOnly("rw-------"))) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true); // or the new name could outlive a crash that the content does not
    }
    move(next);
  }

  private void move(Path next) throws IOException {
    try {
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Keeps a file whose content is damaged under another name too, before something replaces it. A
   * link, not a copy: a huge file must not fill the disk.
   */
  void keepDamaged(String what) {
    Path kept = path.resolveSibling(path.getFileName() + ".damaged");
    try {
      Files.deleteIfExists(kept);
      Files.createLink(kept, path);
      LOG.warn("{} is damaged ({}); it is kept as {}", path, what, kept);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("{} is damaged ({}), and it cannot be kept", path, what, e);
    }
  }

  /** Permissions for a new file or directory, where the file system knows such. */
  static FileAttribute<?>[] ownerOnly(String permissions) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
  }
}
