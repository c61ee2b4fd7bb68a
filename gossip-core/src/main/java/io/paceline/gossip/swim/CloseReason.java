package io.paceline.gossip.swim;

/** Why a stream ended before the engine closed it. */
public enum CloseReason {
  /** The connection could not be opened. */
  CONNECT_FAILED,
  /** The peer closed it. */
  CLOSED_BY_PEER,
  /** It took longer than the profile's TCP time-out. */
  TIMED_OUT,
  /** What arrived could not be read. */
  MALFORMED,
  /** Reading or writing failed. */
  IO_ERROR
}
