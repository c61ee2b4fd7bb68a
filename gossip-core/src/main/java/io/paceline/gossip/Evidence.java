package io.paceline.gossip;

import io.paceline.gossip.swim.Accusation;
import java.time.Instant;
import java.util.List;

/**
 * One line of the answer to "why was it declared dead?": something that was said for or against a
 * member, or that this node found out itself.
 *
 * @param at when this node learnt it, by the clock of this host
 * @param kind what happened
 * @param incarnation the member's incarnation that it is about
 * @param by the member that says so; empty if this node found it out itself
 * @param detail for people: which acks were missing, how many confirmed; may be empty
 */
public record Evidence(
    Instant at, Accusation.Kind kind, long incarnation, String by, String detail) {

  /**
   * Reads engine time as the time of this host; {@code now} and {@code nowNanos} are one moment.
   */
  static List<Evidence> of(List<Accusation> said, Instant now, long nowNanos) {
    return said.stream()
        .map(
            line ->
                new Evidence(
                    now.minusNanos(nowNanos - line.atNanos()),
                    line.kind(),
                    line.incarnation(),
                    line.by(),
                    line.detail()))
        .toList();
  }
}
