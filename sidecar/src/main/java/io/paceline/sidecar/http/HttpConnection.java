package io.paceline.sidecar.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: reads a request, has it answered, writes the answer, reads the next. One
 * request at a time: while an answer is being made nothing more is read from the socket. What came
 * in the same read as an earlier request waits in a queue, which one read of at most 64 KiB bounds.
 * Used on the connection's event loop only.
 */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** Asks a connection to close as soon as nothing is owed to its client. */
  static final Object DRAIN = new Object();

  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  /** A request that waits for its turn: what is to be done about it, and whether more may come. */
  private record Waiting(Supplier<CompletionStage<HttpReply>> answer, boolean keepAlive) {}

  private final HttpHandler handler;
  private final AccessGuard guard;
  private final ReadDeadline deadline;
  private final AtomicInteger streams; // of all connections

  private final Deque<Waiting> queue = new ArrayDeque<>();
  private boolean answering;
  private boolean closing;
  private @Nullable StreamWriter streaming;

  HttpConnection(
      HttpHandler handler, AccessGuard guard, ReadDeadline deadline, AtomicInteger streams) {
    this.handler = handler;
    this.guard = guard;
    this.deadline = deadline;
    this.streams = streams;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
    ctx.fireChannelActive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (streaming != null) {
      ctx.close(); // after an answer that goes on there is no turn for another request
      return;
    }
    queue.add(waiting(request));
    if (!answering) {
      answerNext(ctx);
    }
  }

  private Waiting waiting(FullHttpRequest request) {
    DecoderResult decoded = request.decoderResult();
    if (decoded.isFailure()) {
      return refusal(malformed(decoded.cause()), false);
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    if (isFromPage(request)) {
      return refusal(HttpReply.text(403, "POST is not taken from web pages"), false);
    }
    try {
      Optional<HttpReply> refused = guard.refusal(request);
      if (refused.isPresent()) {
        return refusal(refused.get(), false);
      }
      HttpCall call = callOf(request);
      return new Waiting(() -> handler.handle(call), keepAlive);
    } catch (IllegalArgumentException e) {
      return refusal(HttpReply.text(400, "malformed URL"), keepAlive);
    }
  }

  /** A page of any origin may send a POST without asking first, unlike PUT and DELETE. */
  private static boolean isFromPage(FullHttpRequest request) {
    return request.method().equals(HttpMethod.POST)
        && request.headers().contains(HttpHeaderNames.ORIGIN);
  }

  private static Waiting refusal(HttpReply reply, boolean keepAlive) {
    return new Waiting(() -> CompletableFuture.completedStage(reply), keepAlive);
  }

  private void answerNext(ChannelHandlerContext ctx) {
    Waiting next = queue.poll();
    if (next == null) {
      deadline.onReplyWritten(ctx);
      ctx.read();
      return;
    }
    answering = true;
    deadline.onRequestRead();
    next.answer()
        .get()
        .whenComplete(
            (reply, failure) ->
                ctx.executor().execute(() -> write(ctx, orFailed(reply, failure), next)));
  }

  /** A handler owes an answer to everything; one that fails itself is a bug. */
  private static HttpReply orFailed(@Nullable HttpReply reply, @Nullable Throwable failure) {
    if (reply != null) {
      return reply;
    }
    log.error("a request was not answered", failure);
    return HttpReply.text(500, "internal error");
  }

  private static HttpCall callOf(FullHttpRequest request) {
    QueryStringDecoder uri =
        new QueryStringDecoder(
            request.uri(), StandardCharsets.UTF_8, true, HttpLimits.QUERY_PARAMETERS_MAX);
    Map<String, List<String>> query = uri.parameters();
    byte[] body = new byte[request.content().readableBytes()];
    request.content().readBytes(body);
    return new HttpCall(request.method().name(), uri.path(), "", query, Bytes.wrap(body));
  }

  private static HttpReply malformed(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return HttpReply.text(431, "the headers exceed " + HttpLimits.HEADER_BYTES_MAX + " bytes");
    }
    if (cause instanceof TooLongHttpLineException) {
      return HttpReply.text(
          414, "the request line exceeds " + HttpLimits.REQUEST_LINE_BYTES_MAX + " bytes");
    }
    return HttpReply.text(400, "malformed HTTP request");
  }

  private void write(ChannelHandlerContext ctx, HttpReply reply, Waiting asked) {
    if (reply.stream().isPresent()) {
      stream(ctx, reply, reply.stream().get());
      return;
    }
    answering = false;
    boolean keepAlive = asked.keepAlive() && !closing;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(reply.body().asByteBuffer()));
    reply.headers().forEach((name, value) -> response.headers().set(name, value));
    HttpUtil.setContentLength(response, reply.body().size());
    HttpUtil.setKeepAlive(response, keepAlive);
    if (keepAlive) {
      ctx.writeAndFlush(response);
      answerNext(ctx);
    } else {
      queue.clear();
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void stream(ChannelHandlerContext ctx, HttpReply reply, HttpStream stream) {
    queue.clear();
    if (closing || !ctx.channel().isActive()) {
      stream.close();
      ctx.close();
    } else if (streams.incrementAndGet() > HttpLimits.STREAMS_MAX) {
      streams.decrementAndGet();
      stream.close();
      HttpReply busy = HttpReply.text(503, "too many answers that go on are being followed");
      write(ctx, busy, refusal(busy, false));
    } else {
      streaming = StreamWriter.start(ctx, reply, stream);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (streaming != null) {
      streaming.writeOn();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (streaming != null) {
      streaming.onGone();
      streams.decrementAndGet();
      streaming = null;
    }
    ctx.fireChannelInactive();
  }

  /** The server closes: at once if nothing is owed to the client, else after the answer. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event != DRAIN) {
      ctx.fireUserEventTriggered(event);
    } else if (streaming != null) {
      streaming.end();
    } else if (answering) {
      closing = true;
    } else {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) { // TLS's too
      log.debug("{} closed: {}", ctx.channel().remoteAddress(), cause.getMessage());
    } else {
      log.warn("connection of {} failed", ctx.channel().remoteAddress(), cause);
    }
    ctx.close();
  }
}
