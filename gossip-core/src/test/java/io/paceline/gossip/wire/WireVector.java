package io.paceline.gossip.wire;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** One record of the test vectors: bytes of real programs, and what they mean. */
record WireVector(JsonObject json) {
  private static final String FILE = "memberlist-vectors.jsonl";

  static List<WireVector> all() {
    try (InputStream in = WireVector.class.getResourceAsStream(FILE)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .map(line -> new WireVector(new Gson().fromJson(line, JsonObject.class)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<WireVector> packets() {
    return all().stream().filter(vector -> !vector.isStream()).toList();
  }

  static List<WireVector> streams() {
    return all().stream().filter(WireVector::isStream).toList();
  }

  String name() {
    return json.get("name").getAsString();
  }

  boolean isStream() {
    return json.get("transport").getAsString().equals("tcp");
  }

  byte[] bytes() {
    return hex("hex");
  }

  /** The innermost bytes, without label, encryption, checksum and compression. */
  byte[] inner() {
    return hex("inner_plain_hex");
  }

  private byte[] hex(String field) {
    return HexFormat.of().parseHex(json.get(field).getAsString());
  }

  JsonObject decoded() {
    return json.getAsJsonObject("decoded");
  }

  boolean isEncrypted() {
    return json.get("encrypted").getAsBoolean();
  }

  /** The label to authenticate; a reply on a stream has one without showing it. */
  String label() {
    JsonElement hidden = json.get("aad_label");
    JsonElement shown = decoded().get("label");
    return hidden != null ? hidden.getAsString() : shown != null ? shown.getAsString() : "";
  }

  Keyring keyring() {
    String base64 = json.get("key_b64").getAsString();
    return Keyring.of(List.of(Bytes.wrap(Base64.getDecoder().decode(base64))));
  }

  /** Options under which the bytes were made. */
  WireOptions options() {
    WireOptions options = WireOptions.plain().withLabel(label());
    return isEncrypted() ? options.withKeyring(keyring()) : options;
  }

  @Override
  public String toString() {
    return name();
  }
}
