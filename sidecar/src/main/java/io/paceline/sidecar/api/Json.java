package io.paceline.sidecar.api;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;

/** Writes JSON into memory, field by field, in the order in which it is told. */
final class Json {
  private Json() {}

  /** Something that writes one JSON value. */
  @FunctionalInterface
  interface Body {
    void writeTo(JsonWriter out) throws IOException;
  }

  static Bytes bytes(boolean pretty, Body body) {
    StringWriter text = new StringWriter(512);
    JsonWriter out = new JsonWriter(text);
    out.setFormattingStyle(
        pretty ? FormattingStyle.PRETTY.withIndent("    ") : FormattingStyle.COMPACT);
    try {
      body.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e); // cannot be
    }
    return Bytes.utf8(text.toString());
  }

  static void strings(JsonWriter out, String name, Collection<String> values) throws IOException {
    out.name(name).beginArray();
    for (String value : values) {
      out.value(value);
    }
    out.endArray();
  }

  static void strings(JsonWriter out, String name, Map<String, String> values) throws IOException {
    out.name(name).beginObject();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      out.name(entry.getKey()).value(entry.getValue());
    }
    out.endObject();
  }

  /** As Go writes a map that was never made: {@code null} instead of an empty object. */
  static void stringsOrNull(JsonWriter out, String name, Map<String, String> values)
      throws IOException {
    if (values.isEmpty()) {
      out.name(name).nullValue();
    } else {
      strings(out, name, values);
    }
  }
}
