package io.paceline.sidecar.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Reads a file with a secret in it. One that others on the host may read is refused: a secret that
 * was seen is none.
 */
public final class SecretFile {
  private static final int BYTES_MAX = 64 << 10;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private SecretFile() {}

  /**
   * The content.
   *
   * @param what the file is, for messages
   */
  public static String read(String what, Path file) throws KeyFileException {
    try {
      requireOwnerOnly(what, file);
      if (Files.size(file) > BYTES_MAX) {
        throw new KeyFileException(what + " " + file + " exceeds " + BYTES_MAX + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (KeyFileException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new KeyFileException(what + " " + file + " does not exist");
    } catch (IOException e) {
      throw new KeyFileException(what + " " + file + " cannot be read");
    }
  }

  /** Where the file system knows no such permissions there is nothing to check. */
  private static void requireOwnerOnly(String what, Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw new KeyFileException(
          "%s %s is open to others (%s): chmod 600 %s"
              .formatted(what, file, PosixFilePermissions.toString(permissions), file));
    }
  }
}
