package io.paceline.dns;

import io.paceline.service.ServiceView;
import java.util.List;
import java.util.Objects;
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
 * @param source the service that all of it was made from; null if it depends on anything else
 */
record Answer(
    int rcode,
    boolean authoritative,
    List<Record> answer,
    List<Record> authority,
    List<Record> additional,
    @Nullable ServiceView source) {

  /** Outside all our zones. */
  static final Answer REFUSED = error(Rcode.REFUSED);

  /** For answers that are known to have one. */
  ServiceView requireSource() {
    return Objects.requireNonNull(source);
  }

  static Answer error(int rcode) {
    return new Answer(rcode, false, List.of(), List.of(), List.of(), null);
  }
}
