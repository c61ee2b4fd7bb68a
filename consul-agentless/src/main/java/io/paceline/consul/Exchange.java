package io.paceline.consul;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: what ecwid's client takes for an HTTP client. Adds the token and the
 * time-outs, keeps the headers of the answer, and ends the connection when the body is too large or
 * the time is over. One thread executes; any may end it.
 */
@SuppressWarnings("deprecation") // the two deprecated questions of the superclass must be answered
final class Exchange extends CloseableHttpClient {
  private static final String TOKEN = "X-Consul-Token";

  private final CloseableHttpClient pool;
  private final ConsulConfig config;
  private final Duration deadline;

  private volatile @Nullable HttpRequestBase running;
  private volatile boolean aborted;
  private volatile boolean expired;
  private ConsulResponse.Headers headers = ConsulResponse.Headers.NONE;

  Exchange(CloseableHttpClient pool, ConsulConfig config, Duration deadline) {
    this.pool = pool;
    this.config = config;
    this.deadline = deadline;
  }

  ConsulResponse.Headers headers() {
    return headers;
  }

  boolean hasExpired() {
    return expired;
  }

  void expire() {
    expired = true;
    abort();
  }

  void abort() {
    aborted = true;
    HttpRequestBase request = running;
    if (request != null) {
      request.abort();
    }
  }

  @Override
  protected CloseableHttpResponse doExecute(
      HttpHost target, HttpRequest request, @Nullable HttpContext context) throws IOException {
    HttpRequestBase prepared = prepare(request);
    running = prepared;
    if (aborted) { // between our creation and this line
      throw new IOException("ended before it began");
    }
    CloseableHttpResponse response = pool.execute(target, prepared, context);
    headers = ConsulResponse.Headers.parse(name -> value(response.getFirstHeader(name)));
    response.setEntity(bounded(response.getEntity()));
    return response;
  }

  private HttpRequestBase prepare(HttpRequest request) {
    HttpRequestBase prepared = (HttpRequestBase) request; // ecwid makes an HttpGet or an HttpPut
    prepared.setConfig(timeouts());
    prepared.removeHeaders(TOKEN); // ecwid has put an empty one there
    if (config.token().isPresent()) {
      prepared.setHeader(TOKEN, config.token().secret());
    }
    if (prepared.getMethod().equals("PUT")) {
      prepared.setHeader("Content-Type", "application/json");
    }
    return prepared;
  }

  private RequestConfig timeouts() {
    int connect = Math.toIntExact(config.timeouts().connect().toMillis());
    return RequestConfig.custom()
        .setConnectTimeout(connect)
        .setConnectionRequestTimeout(connect)
        .setSocketTimeout(Math.toIntExact(deadline.toMillis()))
        .build();
  }

  private static @Nullable String value(@Nullable Header header) {
    return header == null ? null : header.getValue();
  }

  private HttpEntity bounded(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) { // ecwid fails on an answer without a body
      return new StringEntity("");
    }
    if (entity.getContentLength() > config.bodyBytesMax()) {
      throw tooLarge(); // before a buffer of that size is made
    }
    return new HttpEntityWrapper(entity) {
      @Override
      public InputStream getContent() throws IOException {
        return new BoundedStream(super.getContent());
      }
    };
  }

  private BodyTooLargeException tooLarge() {
    // Closing the stream alone would read the rest, in order to use the connection again.
    abort();
    return new BodyTooLargeException(config.bodyBytesMax());
  }

  /** Counts what comes out of decompression: a small answer may unfold to a large one. */
  private final class BoundedStream extends FilterInputStream {
    private int left = config.bodyBytesMax();

    BoundedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw tooLarge();
      }
    }
  }

  /** The pool outlives the exchange. */
  @Override
  public void close() {}

  @Override
  public org.apache.http.params.HttpParams getParams() {
    throw new UnsupportedOperationException();
  }

  @Override
  public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
    throw new UnsupportedOperationException();
  }
}
