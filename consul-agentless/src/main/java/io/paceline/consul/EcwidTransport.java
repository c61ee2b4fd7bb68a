package io.paceline.consul;

import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.transport.TransportException;
import com.ecwid.consul.v1.ConsulRawClient;
import com.ecwid.consul.v1.Request;
import io.paceline.consul.ConsulException.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.apache.http.impl.client.CloseableHttpClient;

/**
 * Talks through ecwid's consul-api 1.4.5, which brings the request on its way and reads the answer.
 *
 * <p>Its raw client is used for everything, not its models: those cannot say a node id, several
 * checks, weights or a transaction, and where they take a token they put it into the URL. The rest
 * of what it does by itself is undone here:
 *
 * <ul>
 *   <li>its HTTP client, shared by the whole JVM with 500 connections per server, a time-out of ten
 *       minutes and immediate repetition of a GET, gives way to two of ours ({@link HttpClients});
 *   <li>it escapes no path: ours is escaped before, by {@link ConsulRequest#target};
 *   <li>it drops most headers and reads bodies without bound: {@link Exchange}, one per request,
 *       stands between it and the HTTP client, keeps the headers, counts the bytes, and puts the
 *       token into its header.
 * </ul>
 */
final class EcwidTransport implements ConsulTransport {
  private final HttpClients clients;
  private final ConsulConfig config;
  private final ScheduledExecutorService deadlines;
  private volatile boolean closed;

  EcwidTransport(ConsulConfig config) {
    this.config = config;
    this.clients = new HttpClients(config);
    this.deadlines =
        Executors.newSingleThreadScheduledExecutor(Threads.daemons("paceline-consul-deadlines"));
  }

  @Override
  public ConsulResponse execute(
      ConsulAddress server, ConsulRequest request, Cancellation cancellation)
      throws ConsulException {
    if (closed) {
      throw new ConsulException(Kind.CANCELLED, "closed");
    }
    CloseableHttpClient http = request.isBlocking() ? clients.blocking() : clients.control();
    Exchange exchange = new Exchange(http, config, request.deadline());
    // A socket's time-out starts anew with each byte: only this one ends a server that drips.
    Future<?> deadline =
        deadlines.schedule(exchange::expire, request.deadline().toMillis(), TimeUnit.MILLISECONDS);
    cancellation.onCancel(exchange::abort);
    try {
      HttpResponse answer = send(server, request, exchange);
      return new ConsulResponse(answer.getStatusCode(), answer.getContent(), exchange.headers());
    } catch (TransportException e) {
      throw explain(e, server, request, exchange, cancellation);
    } catch (RuntimeException e) {
      if (closed) {
        throw new ConsulException(Kind.CANCELLED, "closed", e);
      }
      // ecwid and httpclient answer some kinds of nonsense this way
      throw new ConsulException(Kind.BAD_ANSWER, server + " made no sense: " + e, e);
    } finally {
      deadline.cancel(false);
      cancellation.onCancel(() -> {});
    }
  }

  private static HttpResponse send(ConsulAddress server, ConsulRequest request, Exchange exchange) {
    ConsulRawClient raw =
        new ConsulRawClient(
            exchange, server.scheme() + "://" + server.urlHost(), server.port(), "");
    Request.Builder ecwid = Request.Builder.newBuilder().setEndpoint(request.target());
    return switch (request.method()) {
      case GET -> raw.makeGetRequest(ecwid.build());
      // the text body of its requests never arrives, the binary one does
      case PUT -> raw.makePutRequest(ecwid.setBinaryContent(bytes(request.body())).build());
    };
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private ConsulException explain(
      TransportException e,
      ConsulAddress server,
      ConsulRequest request,
      Exchange exchange,
      Cancellation cancellation) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (closed || cancellation.isCancelled()) {
      return new ConsulException(Kind.CANCELLED, "closed while waiting for " + server);
    }
    if (cause instanceof BodyTooLargeException) {
      return new ConsulException(Kind.BAD_ANSWER, server + ": " + cause.getMessage(), cause);
    }
    if (cause instanceof ConnectionPoolTimeoutException) {
      return new ConsulException(Kind.OVERLOADED, "too much is under way to " + server, cause);
    }
    boolean late = exchange.hasExpired() || cause instanceof SocketTimeoutException;
    String what = late ? "no answer within " + request.deadline() : text(cause);
    return new ConsulException(Kind.UNREACHABLE, server + ": " + what, cause);
  }

  private static String text(Throwable cause) {
    return cause instanceof IOException && cause.getMessage() != null
        ? cause.getMessage()
        : cause.toString();
  }

  @Override
  public void close() {
    closed = true;
    deadlines.shutdownNow();
    clients.close();
  }
}
