package io.paceline.gossip.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the examples of docs/wire.md, so that the document cannot fall behind the code. */
final class WireDocument {
  private WireDocument() {}

  /** The hex digits of the fenced block that follows {@code <!-- example: NAME -->}. */
  static String example(String name) {
    StringBuilder hex = new StringBuilder();
    for (String line : fencedBlock(name).split("\n", -1)) {
      hex.append(line.replaceAll("#.*", "").replace(" ", ""));
    }
    return hex.toString();
  }

  private static String fencedBlock(String name) {
    String text = read(Path.of("..", "docs", "wire.md"));
    int marker = text.indexOf("<!-- example: " + name + " -->");
    int start = text.indexOf('\n', text.indexOf("```", marker)) + 1;
    return text.substring(start, text.indexOf("```", start));
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
