package io.paceline.gossip.wire;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.service.Bytes;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** One record of the test vectors: bytes of real programs, and what they mean. */
record WireVector(JsonObject json) {
  private static final String FILE = "memberlist-vectors.jsonl";

  static List<WireVector> all() {
    return TestResources.lines(FILE)
        .map(line -> new WireVector(new Gson().fromJson(line, JsonObject.class)))
        .toList();
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
    WireOptions options = WireOptions.plain().withLabel(label()).withCompress(isCompressed());
    return isEncrypted() ? options.withKeyring(keyring()) : options;
  }

  /** Seals with the version and the nonce of the bytes, so that even those can be repeated. */
  SealedBlock sealedBlock() {
    if (!isEncrypted()) {
      return new SealedBlock(NonceSource.secure());
    }
    JsonObject block = decoded().getAsJsonObject(isStream() ? "encrypt" : "encryption");
    byte[] nonce = HexFormat.of().parseHex(block.get("nonce").getAsString());
    int version = block.get("version").getAsInt();
    return new SealedBlock(out -> System.arraycopy(nonce, 0, out, 0, nonce.length), version);
  }

  boolean isCompressed() {
    return isStream() ? decoded().has("compress") : innermostIs("compress");
  }

  boolean hasChecksum() {
    return !isStream() && outermost().get("type").getAsString().equals("hasCrc");
  }

  private boolean innermostIs(String type) {
    JsonObject layer = hasChecksum() ? outermost().getAsJsonObject("inner") : outermost();
    return layer.get("type").getAsString().equals(type);
  }

  private JsonObject outermost() {
    return decoded().getAsJsonObject("message");
  }

  @Override
  public String toString() {
    return name();
  }
}
