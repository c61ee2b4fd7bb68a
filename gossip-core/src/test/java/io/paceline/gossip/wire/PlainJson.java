package io.paceline.gossip.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paceline.service.Bytes;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code decoded} form of a vector as plain maps, lists, texts and numbers, without the
 * differences that our messages do not tell:
 *
 * <ul>
 *   <li>empty bytes are the same as nil;
 *   <li>nil slots of Serf's ring of events are left out;
 *   <li>a bare role (a meta that holds no tags) is read as UTF-8, as Serf does, where the tool that
 *       wrote the vectors took Latin-1;
 *   <li>there is more than one way to write an IPv6 address.
 * </ul>
 */
final class PlainJson {
  private PlainJson() {}

  static @Nullable Object of(JsonElement json) {
    if (json instanceof JsonObject object) {
      return ofObject(object);
    }
    if (json instanceof JsonArray array) {
      return ofArray(array);
    }
    return json instanceof JsonPrimitive primitive ? ofPrimitive(primitive) : null;
  }

  private static @Nullable Object ofObject(JsonObject json) {
    if (json.has("hex") && json.get("hex").getAsString().isEmpty()) {
      return null;
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    json.entrySet().forEach(e -> object.put(e.getKey(), of(e.getValue())));
    object.computeIfPresent("ip", (key, ip) -> address((String) ip));
    if (object.containsKey("tags") && !json.get("hex").getAsString().startsWith("ff")) {
      byte[] meta = HexFormat.of().parseHex(json.get("hex").getAsString());
      object.put("tags", Map.of("role", Bytes.wrap(meta).utf8()));
    }
    return object;
  }

  static String address(String literal) {
    try {
      return InetAddress.getByName(literal).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  private static List<Object> ofArray(JsonArray json) {
    List<Object> array = new ArrayList<>();
    for (JsonElement element : json) {
      boolean nils = element instanceof JsonObject object && object.has("nullRun");
      if (!nils && !element.isJsonNull()) {
        array.add(Objects.requireNonNull(of(element)));
      }
    }
    return array;
  }

  private static Object ofPrimitive(JsonPrimitive json) {
    if (json.isBoolean()) {
      return json.getAsBoolean();
    }
    if (json.isString()) {
      return json.getAsString();
    }
    String number = json.getAsString();
    return number.matches("-?[0-9]+") ? new BigInteger(number) : (Object) Double.valueOf(number);
  }
}
