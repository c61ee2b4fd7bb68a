package io.paceline.dns;

import io.paceline.service.HealthStatus;
import io.paceline.service.selection.SelectionPolicy;

/**
 * What goes into an answer; the names in brackets are Consul's.
 *
 * @param onlyPassing whether instances with a warning are left out as well as critical ones ({@code
 *     only_passing})
 * @param addressLimit at most so many A or AAAA records, 0 for no limit ({@code a_record_limit})
 * @param udpAnswerLimit at most so many answers over UDP to a client without EDNS, 0 for as many as
 *     fit ({@code udp_answer_limit}; Consul's own default is 3)
 * @param truncation whether an answer that was cut to fit says so by its TC flag, as RFC 2181
 *     section 9 wants ({@code enable_truncate}); without it clients never learn of the rest
 * @param nodeMetaTxt whether the meta of nodes follows as TXT records in the additional section
 *     ({@code enable_additional_node_meta_txt})
 * @param serviceTxt whether {@code web.service.consul} has the TXT records of its instances; Consul
 *     has none
 * @param udpPayloadMax the largest answer over UDP, to whoever announces as much (RFC 6891); more
 *     than 1,232 bytes risks IP fragments, which get lost and forged
 */
public record AnswerSettings(
    boolean onlyPassing,
    int addressLimit,
    int udpAnswerLimit,
    boolean truncation,
    boolean nodeMetaTxt,
    boolean serviceTxt,
    int udpPayloadMax) {
  /** The standards' way where it differs from Consul's. */
  public static final AnswerSettings DEFAULT =
      new AnswerSettings(false, 0, 0, true, true, false, 1_232);

  public AnswerSettings {
    requireCount("address limit", addressLimit);
    requireCount("UDP answer limit", udpAnswerLimit);
    if (udpPayloadMax < 512 || udpPayloadMax > 65_507) {
      throw new IllegalArgumentException(
          "UDP payload size (" + udpPayloadMax + ") must be 512 to 65507");
    }
  }

  /** The policy without instances that are not to be answered. */
  SelectionPolicy narrowed(SelectionPolicy policy) {
    return onlyPassing ? policy.withWorstHealth(HealthStatus.PASSING) : policy;
  }

  private static void requireCount(String what, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(what + " (" + count + ") must not be negative");
    }
  }
}
