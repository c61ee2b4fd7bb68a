package io.paceline.gossip.wire;

import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.service.Bytes;
import java.util.function.Function;

/** Fuzz target: a message of the Serf layer, and each payload that one may carry. */
public final class SerfFuzz {
  private SerfFuzz() {}

  public static void fuzzerTestOneInput(byte[] in) {
    Bytes body = Bytes.copyOf(in);
    SerfMessage message = FuzzRules.decode(in.length, () -> SerfCodec.decode(body));
    if (message != null) {
      Bytes encoded = SerfCodec.encode(message);
      FuzzRules.same(encoded.size(), SerfCodec.encodedBytes(message));
      SerfMessage read = FuzzRules.decodeOwn(() -> SerfCodec.decode(encoded));
      FuzzRules.same(message, read);
      FuzzRules.same(encoded, SerfCodec.encode(read));
      payloadsInside(message);
    }
    payloads(body);
  }

  private static void payloadsInside(SerfMessage message) {
    if (message instanceof QueryMessage query) {
      query.filters().forEach(SerfFuzz::payloads);
      payloads(query.payload());
    } else if (message instanceof QueryResponse response) {
      payloads(response.payload());
    }
  }

  private static void payloads(Bytes in) {
    payload(in, SerfCodec::decodeTags, SerfCodec::encodeTags);
    payload(in, SerfCodec::decodeCoordinate, SerfCodec::encodeCoordinate);
    payload(in, SerfCodec::decodeFilter, SerfCodec::encodeFilter);
    payload(in, SerfCodec::decodeKeyRequest, SerfCodec::encodeKeyRequest);
    payload(in, SerfCodec::decodeKeyResponse, SerfCodec::encodeKeyResponse);
    payload(in, SerfCodec::decodeConflictResponse, SerfCodec::encodeConflictResponse);
  }

  @FunctionalInterface
  private interface Decode<T> {
    T from(Bytes payload) throws WireFormatException;
  }

  private static <T> void payload(Bytes in, Decode<T> decode, Function<T, Bytes> encode) {
    T read = FuzzRules.decode(in.size(), () -> decode.from(in));
    if (read != null) {
      Bytes encoded = encode.apply(read);
      T again = FuzzRules.decodeOwn(() -> decode.from(encoded));
      FuzzRules.same(read, again);
      FuzzRules.same(encoded, encode.apply(again));
    }
  }
}
