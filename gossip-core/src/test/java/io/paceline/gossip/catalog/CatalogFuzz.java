package io.paceline.gossip.catalog;

import io.paceline.gossip.wire.FuzzRules;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fuzz target: a message of the catalog, and a service record. */
public final class CatalogFuzz {
  private CatalogFuzz() {}

  public static void fuzzerTestOneInput(byte[] in) {
    Bytes body = Bytes.copyOf(in);
    CatalogMessage message = decode(body);
    if (message != null) {
      Bytes encoded = CatalogCodec.encode(message);
      CatalogMessage read = decode(encoded);
      FuzzRules.same(List.of(message), read == null ? List.of() : List.of(read));
      FuzzRules.same(encoded, CatalogCodec.encode(message));
    }
    ServiceInstance instance = record(body);
    if (instance != null) {
      Bytes encoded = RecordCodec.encode(instance);
      FuzzRules.same(
          instance, FuzzRules.decodeOwn(() -> RecordCodec.decode("node", "id", encoded)));
    }
  }

  private static @Nullable CatalogMessage decode(Bytes body) {
    return FuzzRules.decode(body.size(), () -> CatalogCodec.decode(body));
  }

  private static @Nullable ServiceInstance record(Bytes body) {
    return FuzzRules.decode(body.size(), () -> RecordCodec.decode("node", "id", body));
  }
}
