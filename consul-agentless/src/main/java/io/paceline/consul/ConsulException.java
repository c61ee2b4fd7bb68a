package io.paceline.consul;

/**
 * A request that Consul did not fulfil. Whether the server changed anything is unknown for {@link
 * Kind#UNREACHABLE} and {@link Kind#SERVER_ERROR}; for the other kinds it did not.
 */
public final class ConsulException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, and so what to do next. */
  public enum Kind {
    /** No connection, no answer in time, or the connection broke: another server may answer. */
    UNREACHABLE,
    /** An answer that is not HTTP, not JSON or too large: another server may do better. */
    BAD_ANSWER,
    /** 500: no leader, or the server could not reach it. */
    SERVER_ERROR,
    /** 429: too many connections or requests for this server. */
    RATE_LIMITED,
    /** 503: the leader has too much to do; other servers would only pass it on to the same one. */
    OVERLOADED,
    /** 403, or an answer from which ACLs took everything. */
    DENIED,
    /** 404. */
    NOT_FOUND,
    /** 409: a compare-and-set met another index. */
    CONFLICT,
    /** Another 4xx, or a redirect, which is never followed: the request will not get better. */
    REJECTED,
    /** Closed on this side. */
    CANCELLED;

    boolean mayWorkElsewhere() {
      return switch (this) {
        case UNREACHABLE, BAD_ANSWER, SERVER_ERROR, RATE_LIMITED -> true;
        case OVERLOADED, DENIED, NOT_FOUND, CONFLICT, REJECTED, CANCELLED -> false;
      };
    }

    /** Whether the server itself, not the cluster behind it or the request, is at fault. */
    boolean isServersFault() {
      return this == UNREACHABLE || this == BAD_ANSWER || this == RATE_LIMITED;
    }

    static Kind ofStatus(int status) {
      return switch (status) {
        case 403 -> DENIED;
        case 404 -> NOT_FOUND;
        case 409 -> CONFLICT;
        case 429 -> RATE_LIMITED;
        case 503 -> OVERLOADED;
        default -> status >= 500 ? SERVER_ERROR : REJECTED;
      };
    }
  }

  private final Kind kind;

  ConsulException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ConsulException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What went wrong, for programs; the message is for people. */
  public Kind kind() {
    return kind;
  }
}
