package io.paceline.sidecar.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.paceline.service.Bytes;

/**
 * Writes an answer that goes on, in chunks (RFC 9112 section 7.1), as long as the socket takes
 * them: what it does not take stays in the {@link HttpStream}. The connection ends with it. Used on
 * the connection's event loop only.
 */
final class StreamWriter {
  private final ChannelHandlerContext ctx;
  private final HttpStream stream;
  private boolean writing;
  private boolean over;

  private StreamWriter(ChannelHandlerContext ctx, HttpStream stream) {
    this.ctx = ctx;
    this.stream = stream;
  }

  /** Sends the head, and what already waits. */
  static StreamWriter start(ChannelHandlerContext ctx, HttpReply reply, HttpStream stream) {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
    reply.headers().forEach((name, value) -> head.headers().set(name, value));
    HttpUtil.setTransferEncodingChunked(head, true);
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.writeAndFlush(head);
    StreamWriter writer = new StreamWriter(ctx, stream);
    stream.onOffered(() -> ctx.executor().execute(writer::writeOn));
    writer.writeOn();
    ctx.read(); // only to learn that the client went away
    return writer;
  }

  /**
   * Writes until the socket or the stream has enough. The event that the socket takes more may come
   * out of a write, in the middle of a chunk: it is looked at when that is finished.
   */
  void writeOn() {
    if (writing || over) {
      return;
    }
    writing = true;
    do {
      writeParts();
      ctx.flush();
    } while (ctx.channel().isWritable() && !stream.isDrained());
    writing = false;
    if (stream.isOver()) {
      end();
    }
  }

  private void writeParts() {
    Bytes part = ctx.channel().isWritable() ? stream.poll() : null;
    while (part != null) {
      ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(part.asByteBuffer())));
      part = ctx.channel().isWritable() ? stream.poll() : null;
    }
  }

  /** Ends the body properly, so that the client can tell this from a lost connection. */
  void end() {
    over = true;
    stream.close();
    ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
  }

  void onGone() {
    over = true;
    stream.close();
  }
}
