package io.paceline.consul;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.ssl.SSLContexts;

/**
 * Two pools of connections: blocking queries, which hold theirs for a minute, cannot starve what
 * has to be quick. Neither repeats a request, follows a redirect, keeps a cookie, or obeys the
 * JVM's proxy settings.
 */
final class HttpClients implements AutoCloseable {
  private static final int CONTROL_PER_SERVER = 8;
  private static final int TOTAL_FACTOR = 3;

  /** Shorter than the 120 s after which a server closes an idle connection. */
  private static final Duration CONNECTION_LIFE = Duration.ofSeconds(90);

  private static final Duration VALIDATE_AFTER = Duration.ofMillis(500);

  private final CloseableHttpClient control;
  private final CloseableHttpClient blocking;

  HttpClients(ConsulConfig config) {
    control = client(config, CONTROL_PER_SERVER);
    blocking = client(config, ConsulConfig.WATCHES_PER_SERVER_MAX);
  }

  CloseableHttpClient control() {
    return control;
  }

  CloseableHttpClient blocking() {
    return blocking;
  }

  private static CloseableHttpClient client(ConsulConfig config, int perServer) {
    return HttpClientBuilder.create()
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .setConnectionManager(pool(config, perServer))
        .setDefaultRequestConfig(RequestConfig.DEFAULT)
        .setUserAgent("paceline")
        .build();
  }

  private static PoolingHttpClientConnectionManager pool(ConsulConfig config, int perServer) {
    SSLContext tls = config.tls().orElseGet(SSLContexts::createSystemDefault);
    PoolingHttpClientConnectionManager pool =
        new PoolingHttpClientConnectionManager(
            RegistryBuilder.<ConnectionSocketFactory>create()
                .register("http", PlainConnectionSocketFactory.getSocketFactory())
                .register("https", new SSLConnectionSocketFactory(tls)) // verifies host names
                .build(),
            null,
            null,
            null,
            CONNECTION_LIFE.toMillis(),
            TimeUnit.MILLISECONDS);
    pool.setDefaultMaxPerRoute(perServer);
    pool.setMaxTotal(perServer * TOTAL_FACTOR);
    pool.setValidateAfterInactivity(Math.toIntExact(VALIDATE_AFTER.toMillis()));
    return pool;
  }

  @Override
  public void close() {
    for (CloseableHttpClient client : new CloseableHttpClient[] {control, blocking}) {
      try {
        client.close();
      } catch (IOException e) {
        // its connections are gone either way
      }
    }
  }
}
