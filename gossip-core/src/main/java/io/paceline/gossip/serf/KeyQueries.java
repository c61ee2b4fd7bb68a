package io.paceline.gossip.serf;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the internal queries that list and change keys. Whoever has a key may ask them: there is
 * no further authorisation in Serf's protocol.
 */
final class KeyQueries {
  private static final String NO_KEYS = "Keyring is empty (encryption not enabled)";
  private static final String NO_KEYRING = "No keyring to modify (encryption not enabled)";

  private final @Nullable KeyManager keys;
  private final QueryReplies replies;

  /**
   * @param keys null if nothing is encrypted
   */
  KeyQueries(@Nullable KeyManager keys, QueryReplies replies) {
    this.keys = keys;
    this.replies = replies;
  }

  void answer(long nowNanos, QueryMessage query, KeyOperation operation) {
    KeyResponse response =
        operation == KeyOperation.LIST ? list(query) : change(operation, query.payload());
    replies.send(nowNanos, query, 0, SerfCodec.encodeKeyResponse(response));
  }

  private KeyResponse change(KeyOperation operation, Bytes payload) {
    if (keys == null) {
      return refused(NO_KEYRING);
    }
    try {
      apply(keys, operation, SerfCodec.decodeKeyRequest(payload).key());
      return new KeyResponse(true, "", List.of(), "");
    } catch (WireFormatException e) {
      return refused("malformed key request");
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static void apply(KeyManager keys, KeyOperation operation, Bytes key) {
    switch (operation) {
      case INSTALL -> keys.install(key);
      case USE -> keys.use(key);
      case REMOVE -> keys.remove(key);
      case LIST -> throw new IllegalStateException("a listing changes nothing");
    }
  }

  /** All keys, or as many as an answer holds. */
  private KeyResponse list(QueryMessage query) {
    if (keys == null) {
      return refused(NO_KEYS);
    }
    List<String> texts = keys.keys().stream().map(KeyQueries::base64).toList();
    KeyResponse response = new KeyResponse(true, "", texts, texts.get(0));
    for (int shown = texts.size() - 1; shown > 0 && !fits(query, response); shown--) {
      response =
          new KeyResponse(true, truncated(shown, texts), texts.subList(0, shown), texts.get(0));
    }
    return response;
  }

  private boolean fits(QueryMessage query, KeyResponse response) {
    return replies.fits(query, SerfCodec.encodeKeyResponse(response));
  }

  private static String truncated(int shown, List<String> texts) {
    return "truncated key list response, showing first " + shown + " of " + texts.size() + " keys";
  }

  private static KeyResponse refused(String message) {
    return new KeyResponse(false, message, List.of(), "");
  }

  private static String base64(Bytes key) {
    return Base64.getEncoder().encodeToString(key.toByteArray());
  }
}
