package io.paceline.gossip.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireLimits;

/**
 * Reads datagrams and hands their messages to the engine, in place: no queue and no other thread.
 * All datagrams that one pass of the loop reads are one batch.
 */
final class PacketHandler extends ChannelInboundHandlerAdapter {
  private final EngineLoop engineLoop;
  private final PacketCodec codec;
  private final Faults faults;
  private final byte[] bytes = new byte[WireLimits.DATAGRAM_BYTES]; // the datagram at hand

  PacketHandler(EngineLoop engineLoop, PacketCodec codec, Faults faults) {
    this.engineLoop = engineLoop;
    this.codec = codec;
    this.faults = faults;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    DatagramPacket packet = (DatagramPacket) received;
    engineLoop.onSocketActivity();
    try {
      onPacket(PeerAddress.of(packet.sender()), packet.content());
    } finally {
      packet.release();
    }
  }

  private void onPacket(PeerAddress from, ByteBuf content) {
    int length = content.readableBytes();
    content.readBytes(bytes, 0, length);
    try {
      for (Message message : codec.decode(bytes, 0, length, problem -> count(problem, from))) {
        engineLoop.input((engine, nowNanos) -> engine.onMessage(nowNanos, from, message));
      }
    } catch (WireFormatException e) {
      count(e, from);
    }
  }

  private void count(WireFormatException problem, PeerAddress from) {
    String text = String.valueOf(problem.getMessage());
    faults.count("malformed packet: " + problem.reason(), from, text);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    engineLoop.endBatch();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    faults.count("receiving a packet failed", ctx.channel(), String.valueOf(cause));
  }
}
