package io.paceline.gossip.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.gossip.wire.WireLimits;
import java.io.IOException;
import java.util.List;

/**
 * Reads datagrams and hands their messages to the engine, in place: no queue and no other thread.
 * All datagrams that one pass of the loop reads are one batch.
 */
final class PacketHandler extends ChannelInboundHandlerAdapter {
  /**
   * Pings, direct and indirect, of one datagram that are answered. Honest peers send one; a
   * datagram full of them would turn into hundreds.
   */
  static final int PINGS_MAX = 16;

  private final EngineLoop engineLoop;
  private final PacketCodec codec;
  private final Faults faults;
  private final Traffic received;
  private final byte[] bytes = new byte[WireLimits.DATAGRAM_BYTES]; // the datagram at hand

  PacketHandler(EngineLoop engineLoop, PacketCodec codec, Faults faults, Traffic received) {
    this.engineLoop = engineLoop;
    this.codec = codec;
    this.faults = faults;
    this.received = received;
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
    received.packet(length);
    try {
      onMessages(from, codec.decode(bytes, 0, length, problem -> count(problem, from)));
    } catch (WireFormatException e) {
      count(e, from);
    }
  }

  private void onMessages(PeerAddress from, List<Message> messages) {
    int pings = 0;
    for (Message message : messages) {
      received.message(message.type());
      pings += isPing(message) ? 1 : 0;
      if (message instanceof Ping ping) {
        checkSource(from, ping);
      }
      if (isPing(message) && pings > PINGS_MAX) {
        faults.count("ping dropped: too many in one packet", from, "");
      } else {
        engineLoop.input((engine, nowNanos) -> engine.onMessage(nowNanos, from, message));
      }
    }
  }

  /** Its sender, or the network between us, is not set up as the sender believes. */
  private void checkSource(PeerAddress from, Ping ping) {
    PeerAddress source = ping.source();
    if (source != null && sameFamily(source, from) && !source.ip().equals(from.ip())) {
      faults.count(
          "member advertises an address that it does not send from",
          from,
          ping.sourceNode() + " advertises " + source);
    }
  }

  /** Whoever listens on both families sends from an address of the family that he sends to. */
  private static boolean sameFamily(PeerAddress a, PeerAddress b) {
    return a.ip().getAddress().length == b.ip().getAddress().length;
  }

  private static boolean isPing(Message message) {
    MessageType type = message.type();
    return type == MessageType.PING || type == MessageType.INDIRECT_PING;
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
    if (cause instanceof IOException) {
      faults.count("receiving a packet failed", ctx.channel(), String.valueOf(cause));
    } else {
      faults.bug("handling of packets", cause);
    }
  }
}
