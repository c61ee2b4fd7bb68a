package io.paceline.gossip.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/**
 * Keeps out what comes from addresses that are not allowed, before a byte of it is looked at. Safe
 * for use by many threads.
 */
@ChannelHandler.Sharable
final class SourceFilter extends ChannelInboundHandlerAdapter {
  private final Predicate<InetAddress> allowed;
  private final Faults faults;

  SourceFilter(Predicate<InetAddress> allowed, Faults faults) {
    this.allowed = allowed;
    this.faults = faults;
  }

  /** One datagram. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    DatagramPacket packet = (DatagramPacket) received;
    if (allowed.test(packet.sender().getAddress())) {
      ctx.fireChannelRead(packet);
    } else {
      faults.count("packet refused: source not allowed", packet.sender(), "");
      packet.release();
    }
  }

  /** Whether a stream may be opened from there. */
  boolean allowsStream(InetSocketAddress opener) {
    boolean allows = allowed.test(opener.getAddress());
    if (!allows) {
      faults.count("stream refused: source not allowed", opener, "");
    }
    return allows;
  }
}
