package io.paceline.sidecar.cli;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of a table that has no end: its columns are as wide as what is usual, since nobody knows
 * what is still to come.
 */
final class WatchTable {
  private static final String FORMAT = "%-20s  %-14s  %-24s  %-16s  %-22s  %s";
  static final String HEADER =
      String.format(FORMAT, "TIME", "WHAT", "NAME", "NODE", "ADDRESS", "STATUS");

  private final Set<String> known = new HashSet<>();
  private boolean ready;

  /** Absent for what is not for people. */
  Optional<String> row(String event, JsonObject data) {
    return switch (event) {
      case "member" -> Optional.of(member(data));
      case "member-gone" -> Optional.of(gone(text(data, "Name"), ""));
      case "service" -> Optional.of(service(data));
      case "service-gone" -> Optional.of(gone(text(data, "ID"), text(data, "Node")));
      case "happened" -> Optional.of(happened(data));
      case "ready" -> {
        ready = true;
        yield Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private String member(JsonObject data) {
    String name = text(data, "Name");
    String address = MembersCommand.address(data);
    return line(now(), what(name), name, "", address, MembersCommand.status(data));
  }

  private String service(JsonObject data) {
    String id = text(data, "ID");
    String node = text(data, "Node");
    String status = text(data, "Status") + (data.get("Suspect").getAsBoolean() ? " (suspect)" : "");
    return line(now(), what(id + "@" + node), id, node, ServicesCommand.address(data), status);
  }

  private String gone(String name, String node) {
    known.remove(node.isEmpty() ? name : name + "@" + node);
    return line(now(), "gone", name, node, "", "");
  }

  private static String happened(JsonObject data) {
    byte[] payload = Base64.getDecoder().decode(text(data, "Detail"));
    String said = new String(payload, StandardCharsets.UTF_8);
    return line(text(data, "Time"), text(data, "What"), text(data, "Name"), "", "", said);
  }

  private String what(String key) {
    boolean fresh = known.add(key);
    return !ready ? "present" : fresh ? "new" : "changed";
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String text(JsonObject data, String field) {
    return data.get(field).getAsString();
  }

  private static String line(String... cells) {
    Object[] safe = new Object[cells.length];
    for (int i = 0; i < cells.length; i++) {
      safe[i] = Table.printable(cells[i]);
    }
    return String.format(Locale.ROOT, FORMAT, safe).stripTrailing();
  }
}
