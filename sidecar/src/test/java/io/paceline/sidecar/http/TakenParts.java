package io.paceline.sidecar.http;

import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;

/** What a client that reads everything would have read. */
public final class TakenParts {
  private TakenParts() {}

  public static List<String> of(HttpStream stream) {
    List<String> parts = new ArrayList<>();
    for (Bytes part = stream.poll(); part != null; part = stream.poll()) {
      parts.add(part.utf8());
    }
    return parts;
  }
}
