package io.paceline.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One recorded query and the answer of a Consul server. Reads the file's own narrow kind of JSON:
 * flat objects of strings, numbers, null and lists of strings.
 */
record ConsulVector(
    String query,
    String rcode,
    String flags,
    @Nullable Integer edns,
    List<String> answer,
    List<String> authority,
    List<String> additional) {

  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  static List<ConsulVector> all() {
    List<ConsulVector> vectors = new ArrayList<>();
    try (InputStream in = ConsulVector.class.getResourceAsStream("consul-dns.jsonl")) {
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      lines.lines().forEach(line -> vectors.add(parse(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }

  private static ConsulVector parse(String line) {
    return new ConsulVector(
        text(line, "query"),
        text(line, "rcode"),
        text(line, "flags"),
        number(line, "edns"),
        list(line, "answer"),
        list(line, "authority"),
        list(line, "additional"));
  }

  private static String text(String line, String key) {
    return find(line, "\"" + key + "\": " + STRING.pattern()).group(1);
  }

  private static @Nullable Integer number(String line, String key) {
    String value = find(line, "\"" + key + "\": (null|[0-9]+)").group(1);
    return value.equals("null") ? null : Integer.valueOf(value);
  }

  private static List<String> list(String line, String key) {
    String inside =
        find(line, "\"" + key + "\": \\[((?:\"(?:[^\"\\\\]|\\\\.)*\"(?:, )?)*)\\]").group(1);
    List<String> items = new ArrayList<>();
    Matcher item = STRING.matcher(inside);
    while (item.find()) {
      items.add(item.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
    }
    return items;
  }

  private static Matcher find(String line, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + regex + " in " + line);
    }
    return matcher;
  }

  @Override
  public String toString() {
    return query;
  }
}
