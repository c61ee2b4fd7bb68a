package io.paceline.gossip.message;

import java.util.List;

/**
 * A member's answer to one of Serf's internal key queries.
 *
 * @param result whether what was asked for was done
 * @param message why not, or what else is to say; may be empty
 * @param keys all keys in base64, only in answers to a listing
 * @param primaryKey the one in use, in base64, only in answers to a listing, else empty
 */
public record KeyResponse(boolean result, String message, List<String> keys, String primaryKey) {
  public KeyResponse {
    keys = List.copyOf(keys);
  }

  /** Keys are secrets: only their number is shown. */
  @Override
  public String toString() {
    return "KeyResponse[result=" + result + ", message=" + message + ", keys=" + keys.size() + "]";
  }
}
