package io.paceline.sidecar.agent;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Reads Serf's keyring file: a JSON array of base64 keys, the primary first. A file that others on
 * the host may read is refused: a key that was seen is no key.
 */
public final class KeyFile {
  private static final Set<Integer> KEY_BYTES = Set.of(16, 24, 32); // AES-128, -192, -256

  private KeyFile() {}

  /** The keys, at least one, the primary first. */
  public static List<Bytes> read(Path file) throws KeyFileException {
    String content = SecretFile.read("key file", file);
    List<Bytes> keys = new ArrayList<>();
    for (String encoded : strings(file, content)) {
      keys.add(key(file, keys.size() + 1, encoded));
    }
    if (keys.isEmpty()) {
      throw new KeyFileException("key file " + file + " holds no key");
    }
    return keys;
  }

  private static List<String> strings(Path file, String content) throws KeyFileException {
    List<String> strings = new ArrayList<>();
    try (JsonReader reader = new JsonReader(new StringReader(content))) {
      reader.setStrictness(Strictness.STRICT);
      reader.beginArray();
      while (reader.hasNext()) {
        strings.add(reader.nextString());
      }
      reader.endArray();
    } catch (IOException | IllegalStateException e) {
      // the parser's own message may quote the content
      throw new KeyFileException("key file " + file + " is not a JSON array of strings");
    }
    return strings;
  }

  private static Bytes key(Path file, int number, String encoded) throws KeyFileException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException("key " + number + " in " + file + " is not base64");
    }
    if (!KEY_BYTES.contains(key.length)) {
      throw new KeyFileException(
          "key "
              + number
              + " in "
              + file
              + " has "
              + key.length
              + " bytes: a key has 16, 24 or 32");
    }
    return Bytes.wrap(key);
  }
}
