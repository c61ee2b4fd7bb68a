package io.paceline.gossip.netty;

import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.StreamId;
import java.util.List;

/** Hands what the engine wants to those who do it. Confined to the engine's event loop. */
record LoopOutbox(
    EngineLoop engineLoop, PacketSender packets, Streams streams, SeedResolver resolver)
    implements Outbox {
  @Override
  public void packet(PeerAddress to, List<Message> parts, boolean checksum) {
    packets.send(to, parts, checksum);
  }

  @Override
  public void openStream(StreamId stream, PeerAddress to, Message first) {
    streams.open(stream, to, first);
  }

  @Override
  public void reply(StreamId stream, Message message) {
    streams.reply(stream, message);
  }

  @Override
  public void closeStream(StreamId stream) {
    streams.close(stream);
  }

  @Override
  public void event(EngineEvent event) {
    engineLoop.onEvent(event);
  }

  @Override
  public void resolve(String seed) {
    resolver.resolve(
        seed,
        addresses ->
            engineLoop.submit((engine, nowNanos) -> engine.onResolved(nowNanos, seed, addresses)));
  }
}
