package io.paceline.sidecar.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.paceline.service.Bytes;
import io.paceline.sidecar.http.HttpProblem;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * Reads JSON from a stranger: strict grammar, bounded nesting, exactly one value, and every fault
 * is a 400 that says what is wrong. The size was bounded before it came here.
 */
final class JsonInput {
  private static final int NESTING_MAX = 32;
  private static final String FAILED = "Request decode failed: ";

  private JsonInput() {}

  static JsonObject object(Bytes body) {
    if (body.utf8().isBlank()) {
      throw bad("EOF");
    }
    try (JsonReader reader = new JsonReader(new StringReader(body.utf8()))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(NESTING_MAX);
      JsonElement value = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw bad("malformed JSON");
      }
      return object("the body", value);
    } catch (EOFException e) {
      throw bad("unexpected EOF");
    } catch (IOException | JsonParseException | NumberFormatException e) {
      throw bad(e.getCause() instanceof EOFException ? "unexpected EOF" : "malformed JSON");
    }
  }

  static JsonObject object(String field, JsonElement value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw bad(field + " must be an object");
  }

  static JsonArray array(String field, JsonElement value) {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw bad(field + " must be an array");
  }

  static String string(String field, JsonElement value) {
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
      return value.getAsString();
    }
    throw bad(field + " must be a string");
  }

  static int integer(String field, JsonElement value) {
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
      try {
        return new BigDecimal(value.getAsString()).intValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw bad(field + " must be an integer of 32 bits");
      }
    }
    throw bad(field + " must be a number");
  }

  /** A text such as {@code 10s}, or a number of nanoseconds. */
  static Duration duration(String field, JsonElement value) {
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
      return nanoseconds(field, value.getAsString());
    }
    String text = string(field, value);
    return text.isEmpty()
        ? Duration.ZERO
        : GoDuration.parse(text).orElseThrow(() -> bad("time: invalid duration \"" + text + '"'));
  }

  private static Duration nanoseconds(String field, String number) {
    try {
      return Duration.ofNanos(new BigDecimal(number).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad(field + " must be a duration");
    }
  }

  private static HttpProblem bad(String what) {
    return new HttpProblem(400, FAILED + what);
  }
}
