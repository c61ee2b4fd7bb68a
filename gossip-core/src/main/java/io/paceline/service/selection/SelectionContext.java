package io.paceline.service.selection;

/**
 * Who asks, and when.
 *
 * @param caller the name that the caller is known by among callers, such as its node's; it decides
 *     which subset of a large service is its own
 * @param zone the caller's zone; empty if unknown
 * @param roundTrips how far nodes are from the caller
 * @param nowEpochMillis the wall clock, against which drain and warm-up are held
 */
public record SelectionContext(
    String caller, String zone, RoundTrips roundTrips, long nowEpochMillis) {

  /** Of a caller of whom nothing is known. */
  public static SelectionContext at(long nowEpochMillis) {
    return new SelectionContext("", "", RoundTrips.UNKNOWN, nowEpochMillis);
  }
}
