package io.paceline.service.checks;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;

/**
 * Passes if the answer to a GET is 2xx; 429 is a warning, as in Consul, and anything else critical.
 * A redirect is not followed: it is answered by who checks, who may reach places that the service
 * cannot. The body is not read, and neither it nor credentials in the address are told to anybody.
 *
 * <p>It is the JDK's old client, since the new one keeps a thread that nobody can end before JDK
 * 21.
 */
record HttpProbe(URI uri, Map<String, String> headers) implements Probe {
  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public CheckResult look(ProbeRun run) throws Exception {
    // The connection looks the name up again, which Host and TLS need: the JDK still has the
    // answer.
    InetAddress unused = run.requireReachable(uri.getHost());
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    run.opened(connection::disconnect);
    try {
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout(run.timeoutMillis());
      connection.setReadTimeout(run.timeoutMillis());
      connection.setRequestProperty("Connection", "close");
      headers.forEach(connection::setRequestProperty);
      return result(connection.getResponseCode());
    } finally {
      connection.disconnect();
    }
  }

  private CheckResult result(int code) throws IOException {
    String output = "HTTP GET " + shown() + ": " + code;
    if (code >= 200 && code < 300) {
      return CheckResult.passing(output);
    }
    return code == TOO_MANY_REQUESTS
        ? CheckResult.warning(output)
        : CheckResult.critical(code < 0 ? "HTTP GET " + shown() + ": not an answer" : output);
  }

  private String shown() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }
}
