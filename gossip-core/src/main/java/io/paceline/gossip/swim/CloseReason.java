package io.paceline.gossip.swim;

/** Why a stream ended before the engine closed it. */
public enum CloseReason {
  CONNECT_FAILED("connection failed"),
  CLOSED_BY_PEER("closed by the peer"),
  /** It took longer than the profile's stream timeout. */
  TIMED_OUT("timed out"),
  MALFORMED("malformed answer"),
  IO_ERROR("connection broke");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
