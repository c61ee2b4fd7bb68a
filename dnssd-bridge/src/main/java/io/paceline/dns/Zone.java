package io.paceline.dns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.selection.SelectionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** A part of the name space that this server answers for. Immutable. */
interface Zone {
  /** Its topmost name. */
  Name origin();

  /** The records of a name below the topmost; null if there is no such name. */
  @Nullable NameRecords find(Lookup lookup);

  /**
   * A name to be found.
   *
   * @param name as it was asked
   * @param origin the zone's topmost name in the letter case of the question, which the targets of
   *     the answer repeat
   * @param labels what stands before the origin, leftmost first
   * @param catalog the state to answer from
   * @param index what this server has derived from that state
   * @param context who asks, and when
   */
  record Lookup(
      Name name,
      Name origin,
      List<String> labels,
      CatalogSnapshot catalog,
      CatalogIndex index,
      SelectionContext context) {}
}
