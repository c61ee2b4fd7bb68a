package io.paceline.sidecar.http;

/** A request that cannot be answered as asked; it becomes a text answer. State is unchanged. */
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public HttpProblem(int status, String sentence) {
    super(sentence, null, false, false); // part of the conversation, so no stack trace
    this.status = status;
  }

  public HttpReply reply() {
    return HttpReply.text(status, String.valueOf(getMessage()));
  }
}
