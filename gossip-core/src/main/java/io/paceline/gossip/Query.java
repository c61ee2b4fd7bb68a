package io.paceline.gossip;

import io.paceline.gossip.serf.ReceivedQuery;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A question that some member, perhaps this one, asks of this one. It may be answered once, until
 * the asker's patience ends. Safe for use by many threads.
 */
public final class Query {
  private final ReceivedQuery received;
  private final Responder responder;

  /** Hands an answer to the engine. */
  @FunctionalInterface
  interface Responder {
    CompletableFuture<Void> respond(long number, Bytes payload);
  }

  Query(ReceivedQuery received, Responder responder) {
    this.received = received;
    this.responder = responder;
  }

  /** What it is about. */
  public String name() {
    return received.name();
  }

  /** What the asker sends along; may be empty. */
  public Bytes payload() {
    return received.payload();
  }

  /** The name of the member that asks. */
  public String source() {
    return received.source();
  }

  /** How much longer the asker waits; zero if it no longer does. */
  public Duration timeLeft() {
    long nanos = received.deadlineNanos() - System.nanoTime();
    return Duration.ofNanos(Math.max(0, nanos));
  }

  /**
   * Answers, straight to the asker; the payload is copied. The future is done when the answer is on
   * its way, which by UDP does not mean that it arrives. It fails with
   *
   * <ul>
   *   <li>{@link IllegalArgumentException} if the answer takes more than 1,024 bytes with its
   *       envelope of about 50 bytes and this node's name; a shorter one may still be given;
   *   <li>{@link IllegalStateException} if the query was answered before, the asker no longer
   *       waits, or the node is closed.
   * </ul>
   */
  public CompletableFuture<Void> respond(byte[] payload) {
    return responder.respond(received.number(), Bytes.copyOf(payload));
  }

  @Override
  public String toString() {
    return "Query[" + name() + " from " + source() + ", " + payload().size() + " bytes]";
  }
}
