package io.paceline.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * The sections of an answer before they are cut to the space there is.
 *
 * @param rcode how it went
 * @param authoritative whether the name lies in one of our zones
 * @param answer the records asked for
 * @param weights how often each of them should come first; empty where all are equals
 * @param authority the zone's SOA in a negative answer, its NS beside the SOA
 * @param additional what the client would ask next, the most useful first: the end is dropped first
 * @param extendedError why, for clients with EDNS (RFC 8914); -1 for nothing to say
 * @param originBytes length of the zone's name, whose letter case the records repeat
 * @param basis as long as it is in the catalog, this is the answer; null if it must be made anew
 */
record Answer(
    int rcode,
    boolean authoritative,
    List<Record> answer,
    List<Integer> weights,
    List<Record> authority,
    List<Record> additional,
    int extendedError,
    int originBytes,
    @Nullable Basis basis) {

  /** RFC 8914 section 4.1: an error without a code of its own. */
  static final int OTHER = 0;

  /** Section 4.21: not authoritative for the name. */
  static final int NOT_AUTHORITATIVE = 20;

  /** Section 4.22: not supported. */
  static final int NOT_SUPPORTED = 21;

  /** Outside all our zones. */
  static final Answer REFUSED = error(Rcode.REFUSED, NOT_AUTHORITATIVE);

  static Answer error(int rcode, int extendedError) {
    return new Answer(
        rcode, false, List.of(), List.of(), List.of(), List.of(), extendedError, 0, null);
  }
}
