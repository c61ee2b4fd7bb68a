package io.paceline.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads Consul's JSON without trusting it: what is missing, null or of another type counts as
 * empty, as Consul itself writes {@code null} for an empty list.
 */
final class Json {
  private Json() {}

  static JsonObject object(JsonElement element) {
    return element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
  }

  static JsonObject object(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    return element == null ? new JsonObject() : object(element);
  }

  static JsonArray array(JsonElement element) {
    return element.isJsonArray() ? element.getAsJsonArray() : new JsonArray();
  }

  static JsonArray array(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    return element == null ? new JsonArray() : array(element);
  }

  static String text(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    return element == null ? "" : text(element);
  }

  private static String text(JsonElement element) {
    return element.isJsonPrimitive() ? element.getAsString() : "";
  }

  static long number(JsonObject parent, String key, long otherwise) {
    try {
      JsonElement element = parent.get(key);
      return element != null && element.isJsonPrimitive() ? element.getAsLong() : otherwise;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  static Map<String, String> texts(JsonObject parent, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    eachMember(object(parent, key), (name, value) -> texts.put(name, text(value)));
    return texts;
  }

  static List<String> list(JsonObject parent, String key) {
    List<String> list = new ArrayList<>();
    array(parent, key).forEach(element -> list.add(text(element)));
    return list;
  }

  static void eachMember(JsonObject object, BiConsumer<String, JsonElement> action) {
    object.entrySet().forEach(member -> action.accept(member.getKey(), member.getValue()));
  }

  static JsonObject of(Map<String, String> texts) {
    JsonObject object = new JsonObject();
    texts.forEach(object::addProperty);
    return object;
  }

  static JsonArray of(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
