package io.paceline.sidecar.cli;

/** How a command ended: the process's exit status. The numbers are a promise to scripts. */
enum ExitCode {
  /** Done. */
  OK(0),
  /** Something unforeseen; the message has the details. */
  FAILED(1),
  /** The command line is wrong: an unknown option, a bad value, tags that are too large. */
  USAGE(2),
  /** An address cannot be listened on: its port is in use, or it is not of this host. */
  ADDRESS_IN_USE(3),
  /** A key, token or TLS file cannot be used: missing, open to others, of a wrong length. */
  BAD_KEY(4),
  /** No agent answers at the HTTP address. */
  AGENT_UNREACHABLE(5),
  /** The agent refused the request and said why. */
  REFUSED(6),
  /** It would listen beyond loopback without protection. */
  UNSAFE(7),
  /** The data directory cannot be used. */
  DATA_DIRECTORY(8);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
