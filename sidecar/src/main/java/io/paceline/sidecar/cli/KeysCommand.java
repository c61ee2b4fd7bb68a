package io.paceline.sidecar.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A key is read from a file or from standard input: everybody on the host sees a command line. */
@Command(
    name = "keys",
    description = "List or change the gossip keys of all members: install, use, then remove.",
    mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {
  private static final Map<String, String> METHODS =
      Map.of("install", "POST", "use", "PUT", "remove", "DELETE");
  private static final int ID_DIGITS = 12;

  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(index = "0", paramLabel = "list|install|use|remove", description = "what to do")
  private String action = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "holds the key in base64 (default: standard input)")
  private @Nullable Path file;

  @Override
  public Integer call() throws CommandFailure {
    if (action.equals("list")) {
      agent.print(agent.client().get("/v1/operator/keyring"), KeysCommand::table);
      return ExitCode.OK.status();
    }
    String method = METHODS.get(action);
    if (method == null) {
      throw new IllegalArgumentException(
          "keys must be followed by list, install, use or remove, not \"" + action + "\"");
    }
    String key = key();
    JsonObject body = new JsonObject();
    body.addProperty("Key", key);
    agent.client().request(method, "/v1/operator/keyring", body.toString());
    System.out.println(agent.json() ? "{}" : "done: " + action + " key " + id(key));
    return ExitCode.OK.status();
  }

  private String key() throws CommandFailure {
    try {
      byte[] text = file == null ? System.in.readAllBytes() : Files.readAllBytes(file);
      return new String(text, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_KEY, "the key cannot be read: " + e);
    }
  }

  static String table(String json) {
    Table table = new Table("KEY", "MEMBERS", "ENCRYPTING");
    for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
      JsonObject pool = element.getAsJsonObject();
      String all = pool.get("NumNodes").getAsString();
      JsonObject primary = pool.getAsJsonObject("PrimaryKeys");
      for (Map.Entry<String, JsonElement> key : pool.getAsJsonObject("Keys").entrySet()) {
        JsonElement encrypting = primary.get(key.getKey());
        table.row(
            id(key.getKey()),
            key.getValue().getAsString() + " of " + all,
            encrypting == null ? "0" : encrypting.getAsString());
      }
    }
    return table.toString();
  }

  /** Tells keys apart without showing them: the beginning of the SHA-256 of the base64 text. */
  static String id(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
