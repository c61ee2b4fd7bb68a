package io.paceline.sidecar.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final String KEY_16 = Base64.getEncoder().encodeToString(new byte[16]);
  private static final String KEY_32 = "cg8StVXbQJ0gPvMd9o7yrg7LxHVHBHJLzGXQAoxvmfM=";

  @TempDir Path directory;

  @BeforeEach
  void permissions_exist_here() {
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "no POSIX permissions on this file system");
  }

  @Test
  void keys_come_in_the_order_of_the_file() throws IOException {
    Path file = file("[\"" + KEY_32 + "\",\n \"" + KEY_16 + "\"]", "rw-------");
    assertThat(KeyFile.read(file)).extracting(key -> key.size()).containsExactly(32, 16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"})
  void file_that_is_open_to_others_is_refused_with_the_remedy(String permissions)
      throws IOException {
    assertRefused(file("[\"" + KEY_32 + "\"]", permissions), "chmod 600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "",
        "{}",
        "[1]",
        "[\"not base64!\"]",
        "[\"YWJj\"]",
        "[\"YWJj\"",
        "[[]]",
        "null"
      })
  void content_that_is_no_keyring_is_refused_without_showing_it(String content) throws IOException {
    Path file = file(content, "rw-------");
    assertThatThrownBy(() -> KeyFile.read(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(file.toString())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("YWJj", "not base64!"));
  }

  @Test
  void key_of_a_wrong_length_is_named_by_its_place() throws IOException {
    Path file = file("[\"" + KEY_32 + "\",\"YWJj\"]", "rw-------");
    assertRefused(file, "key 2");
    assertRefused(file, "has 3 bytes");
  }

  @Test
  void missing_file_is_said_to_be_missing() {
    assertRefused(directory.resolve("none"), "does not exist");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> KeyFile.read(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(reason);
  }

  private Path file(String content, String permissions) throws IOException {
    Path file = directory.resolve("keyring.json");
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
