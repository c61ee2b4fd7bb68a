package io.paceline.gossip.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.wire.PacketCodec;
import java.util.List;

/**
 * Writes datagrams to the listening socket, so that they carry the port that peers know. Nothing
 * leaves before {@link #flush}. Confined to the engine's event loop.
 */
final class PacketSender {
  private final Channel channel;
  private final PacketCodec codec;
  private final Faults faults;
  private final EngineLoop engineLoop;
  private final Traffic sent;
  private boolean pending;

  PacketSender(
      Channel channel, PacketCodec codec, Faults faults, EngineLoop engineLoop, Traffic sent) {
    this.channel = channel;
    this.codec = codec;
    this.faults = faults;
    this.engineLoop = engineLoop;
    this.sent = sent;
  }

  void send(PeerAddress to, List<Message> parts, boolean checksum) {
    if (!channel.isWritable()) {
      // The operating system takes no more. Datagrams may be lost; memory may not.
      faults.count("packet dropped: send queue full", to, parts.size() + " messages");
      return;
    }
    ByteBuf encoded = Unpooled.wrappedBuffer(codec.encode(parts, checksum));
    sent.packet(encoded.readableBytes());
    parts.forEach(part -> sent.message(part.type()));
    pending = true;
    channel
        .write(new DatagramPacket(encoded, to.toSocketAddress()))
        .addListener((ChannelFuture written) -> onWritten(written, to));
  }

  private void onWritten(ChannelFuture written, PeerAddress to) {
    Throwable cause = written.cause();
    if (cause != null && channel.isOpen()) {
      faults.count("sending a packet failed", to, String.valueOf(cause));
      if (SendFailure.namesThePeer(cause)) {
        engineLoop.submit((engine, nowNanos) -> engine.onSendFailed(nowNanos, to));
      }
    }
  }

  void flush() {
    if (pending) {
      pending = false;
      channel.flush();
    }
  }
}
