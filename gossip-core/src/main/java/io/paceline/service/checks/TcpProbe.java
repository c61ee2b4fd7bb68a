package io.paceline.service.checks;

import java.net.Socket;

/** Passes if a TCP connection is accepted; it is closed again without a byte. */
record TcpProbe(String host, int port) implements Probe {
  @Override
  public CheckResult look(ProbeRun run) throws Exception {
    try (Socket socket = run.opened(new Socket())) {
      socket.connect(run.address(host, port), run.timeoutMillis());
      return CheckResult.passing("TCP connect " + host + ":" + port + ": accepted");
    }
  }
}
