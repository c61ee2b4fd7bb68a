package io.paceline.gossip.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The streams that the engine knows of. A peer's stream becomes known with its first message: until
 * then it costs the engine nothing. Confined to the engine's event loop, except where noted.
 */
final class Streams implements PeerStream.Listener {
  private final EngineLoop engineLoop;
  private final EventLoops loops;
  private final PeerStream.Shared shared;
  private final SourceFilter sources;
  private final Map<StreamId, PeerStream> open = new HashMap<>();
  private long nextIncoming = 1; // stream loop

  Streams(EngineLoop engineLoop, EventLoops loops, PeerStream.Shared shared, SourceFilter sources) {
    this.engineLoop = engineLoop;
    this.loops = loops;
    this.shared = shared;
    this.sources = sources;
  }

  void open(StreamId id, PeerAddress to, Message first) {
    shared.traffic().sent().message(first.type());
    PeerStream stream = PeerStream.outgoing(id, to, first, shared, this);
    open.put(id, stream);
    new Bootstrap()
        .group(loops.streamGroup())
        .channel(loops.streamChannel())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, shared.timeoutMillis())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(stream)
        .connect(to.toSocketAddress())
        .addListener(
            (ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                stream.onConnectFailed(connected.cause());
              }
            });
  }

  void reply(StreamId id, Message message) {
    PeerStream stream = open.remove(id);
    if (stream != null) {
      shared.traffic().sent().message(message.type());
      loops.streams().execute(() -> stream.replyAndClose(message));
    }
  }

  void close(StreamId id) {
    PeerStream stream = open.remove(id);
    if (stream != null) {
      loops.streams().execute(stream::close);
    }
  }

  /** A peer opened a stream. Called on the stream loop. */
  void onAccepted(Channel channel) {
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    if (remote == null || !sources.allowsStream(remote)) { // null: gone again already
      channel.close();
      return;
    }
    InetAddress ip = remote.getAddress();
    if (!shared.limits().open(ip)) {
      shared.faults().count("stream refused: too many at once", remote, "");
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> shared.limits().close(ip));
    StreamId id = new StreamId(false, nextIncoming++);
    channel.pipeline().addLast(PeerStream.incoming(id, PeerAddress.of(remote), shared, this));
  }

  @Override
  public void onMessage(PeerStream stream, Message message) {
    shared.traffic().received().message(message.type());
    StreamId id = stream.id();
    engineLoop.submit(
        (engine, nowNanos) -> {
          try {
            if (!id.outgoing()) {
              open.put(id, stream);
            }
            if (open.containsKey(id)) { // else the engine has closed it meanwhile
              engine.onStream(nowNanos, id, message);
            }
          } finally {
            loops.streams().execute(stream::release);
          }
        });
  }

  @Override
  public void onClosed(PeerStream stream, CloseReason reason) {
    StreamId id = stream.id();
    engineLoop.submit(
        (engine, nowNanos) -> {
          if (open.remove(id) != null) {
            engine.onStreamClosed(nowNanos, id, reason);
          }
        });
  }
}
