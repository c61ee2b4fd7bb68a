package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.function.Consumer;

/** An event loop with the answerer that belongs to it, and whom it asks for foreign names. */
record AnsweringLoop(EventLoop executor, QueryAnswerer answerer, Recursor recursor) {
  /**
   * Answers a foreign question once a recursor has, or all have failed to.
   *
   * @param message the one that the answerer saw last; not released
   * @param reply takes the answer, which it owns
   */
  void forward(
      ByteBuf message,
      InetAddress client,
      boolean overTcp,
      ByteBufAllocator allocator,
      Consumer<ByteBuf> reply) {
    byte[] asked = ByteBufUtil.getBytes(message);
    recursor.ask(
        answerer.foreignQuestion(),
        overTcp,
        found ->
            reply.accept(
                answerer.answerForeign(
                    Unpooled.wrappedBuffer(asked),
                    client,
                    overTcp,
                    allocator,
                    DnsServer.epochMillis(),
                    found)));
  }
}
