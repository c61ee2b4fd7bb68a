package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers datagrams, one flush for each batch that was read. Owned by one event loop. */
final class UdpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(UdpHandler.class);

  private final AnsweringLoop loop;
  private final LongSupplier epochMillis;

  UdpHandler(AnsweringLoop loop, LongSupplier epochMillis) {
    this.loop = loop;
    this.epochMillis = epochMillis;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    try {
      answer(ctx, packet.content(), packet.sender());
    } finally {
      packet.release();
    }
  }

  private void answer(ChannelHandlerContext ctx, ByteBuf query, InetSocketAddress sender) {
    if (sender.getPort() == 0) {
      return; // nobody can listen there: the address is forged
    }
    long now = epochMillis.getAsLong();
    QueryAnswerer answerer = loop.answerer();
    ByteBuf answer = answerer.answer(query, sender.getAddress(), false, ctx.alloc(), now);
    if (answer != null) {
      ctx.write(new DatagramPacket(answer, sender), ctx.voidPromise());
    } else if (answerer.isForeign()) {
      forward(ctx, query, sender);
    }
  }

  private void forward(ChannelHandlerContext ctx, ByteBuf query, InetSocketAddress sender) {
    loop.forward(
        query,
        sender.getAddress(),
        false,
        ctx.alloc(),
        answer -> ctx.writeAndFlush(new DatagramPacket(answer, sender), ctx.voidPromise()));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // a client's port that is closed comes back as an error of the socket: nothing to be done
    log.debug("UDP socket: {}", cause.toString());
  }
}
