package io.paceline.service.selection;

/** Which instances are near, and so get the work as long as enough of them are fit for it. */
public enum Locality {
  /** All of them. */
  ANYWHERE,
  /** Those in the caller's zone; all of them if the caller's zone is unknown. */
  SAME_ZONE,
  /** Those whose estimated round trip is hardly longer than the shortest. */
  SHORTEST_ROUND_TRIP
}
