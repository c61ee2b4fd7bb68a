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
 * @param authority the zone's SOA in a negative answer, its NS beside the SOA
 * @param additional what the client would ask next, the most useful first: the end is dropped first
 * @param originBytes length of the zone's name, whose letter case the records repeat
 * @param basis as long as it is in the catalog, this is the answer; null if it must be made anew
 */
record Answer(
    int rcode,
    boolean authoritative,
    List<Record> answer,
    List<Record> authority,
    List<Record> additional,
    int originBytes,
    @Nullable Basis basis) {

  /** Outside all our zones. */
  static final Answer REFUSED = error(Rcode.REFUSED);

  static Answer error(int rcode) {
    return new Answer(rcode, false, List.of(), List.of(), List.of(), 0, null);
  }
}
